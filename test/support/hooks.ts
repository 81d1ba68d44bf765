import { closeSharedApi } from "./api";

export const mochaHooks = {
  afterAll: () => closeSharedApi(),
};
