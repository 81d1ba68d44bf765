/** What the pages say, in the languages that they know. */
export type Language = "en" | "fr";

/** The language that a person wants: by the address, or as the browser says. */
export function languageOf(asked: string, accepted: string): Language {
  const wishes = accepted
    .split(",")
    .map((wish) => {
      const [name = "", ...rest] = wish.trim().split(";");
      const weight = rest.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { name: name.slice(0, 2).toLowerCase(), weight: Number(weight ?? 1) };
    })
    .sort((a, b) => b.weight - a.weight);
  const names = [asked.slice(0, 2).toLowerCase(), ...wishes.map(({ name }) => name)];
  return names.find((name) => name === "fr" || name === "en") === "fr" ? "fr" : "en";
}

const en = {
  signIn: "Sign in",
  signInTo: (name: string) => `to ${name}`,
  email: "E-mail address",
  userName: "User name",
  password: "Password",
  newPassword: "New password",
  newPasswordTitle: "Choose a password",
  newPasswordWhy: "The password that you were sent was for once. Choose one of your own.",
  save: "Save",
  code: "Code",
  totpTitle: "Enter the code of your app",
  totpWhy: "Your authenticator app shows a code of six digits for this account.",
  totpSetupTitle: "Set up your authenticator app",
  totpSetupWhy: "Add this key to your authenticator app, then enter the code that it shows.",
  key: "Key",
  openApp: "Open the app with this key",
  continue: "Continue",
  forgot: "I forgot my password",
  forgotTitle: "Forgotten password",
  forgotWhy: "You get a code by e-mail, by which you choose another password.",
  sendCode: "Send the code",
  resetTitle: "Choose another password",
  codeSent: "If there is such an account, a code is on its way to its e-mail address.",
  passwordSaved: "The password is changed. Sign in with it.",
  signUp: "Create an account",
  signUpTitle: "Create an account",
  confirmTitle: "Confirm your address",
  confirmWhy: "Enter the code that you got by e-mail.",
  resend: "Send another code",
  confirmed: "Your account is confirmed. Sign in now.",
  back: "Back to sign-in",
  rules: (parts: string[]) => `At least ${parts.join(", ")}.`,
  characters: (count: number) => `${count} characters`,
  lowercase: "a lower-case letter",
  uppercase: "an upper-case letter",
  numbers: "a digit",
  symbols: "a symbol",
  errorTitle: "This does not work",
  problems: {
    client: "The application that sent you here is not known. Tell its owner.",
    redirect: "The application asked to go on at an address that is not registered for it. Tell its owner.",
    form: "This page was open too long, or comes from elsewhere. Try again.",
    request: "There is no such page.",
  },
  errors: {
    NotAuthorizedException: "Wrong user name or password.",
    UserNotFoundException: "There is no such user.",
    tooMany: "Too many attempts. Wait a moment, then try again.",
    disabled: "This account is disabled.",
    expired: "The temporary password has expired. Ask for another one.",
    session: "That took too long. Sign in again.",
    PasswordResetRequiredException: "Your password must be set anew: use the link for a forgotten password.",
    UserNotConfirmedException: "This account is not confirmed yet. Enter the code that you got by e-mail.",
    CodeMismatchException: "The code is wrong.",
    ExpiredCodeException: "The code is not valid any more.",
    InvalidPasswordException: "The password is not strong enough.",
    UsernameExistsException: "There is an account of this name already.",
    AliasExistsException: "There is an account of this address already.",
    InvalidParameterException: "Some of this cannot be used.",
    LimitExceededException: "Too many attempts. Try again later.",
    other: "This did not work. Try again.",
  },
};

const fr: typeof en = {
  signIn: "Se connecter",
  signInTo: (name) => `à ${name}`,
  email: "Adresse e-mail",
  userName: "Nom d'utilisateur",
  password: "Mot de passe",
  newPassword: "Nouveau mot de passe",
  newPasswordTitle: "Choisissez un mot de passe",
  newPasswordWhy: "Le mot de passe reçu ne sert qu'une fois. Choisissez le vôtre.",
  save: "Enregistrer",
  code: "Code",
  totpTitle: "Saisissez le code de votre application",
  totpWhy: "Votre application d'authentification affiche un code à six chiffres pour ce compte.",
  totpSetupTitle: "Configurez votre application d'authentification",
  totpSetupWhy: "Ajoutez cette clé à votre application d'authentification, puis saisissez le code affiché.",
  key: "Clé",
  openApp: "Ouvrir l'application avec cette clé",
  continue: "Continuer",
  forgot: "J'ai oublié mon mot de passe",
  forgotTitle: "Mot de passe oublié",
  forgotWhy: "Vous recevez un code par e-mail, avec lequel vous choisissez un autre mot de passe.",
  sendCode: "Envoyer le code",
  resetTitle: "Choisissez un autre mot de passe",
  codeSent: "Si ce compte existe, un code est envoyé à son adresse e-mail.",
  passwordSaved: "Le mot de passe est changé. Connectez-vous avec celui-ci.",
  signUp: "Créer un compte",
  signUpTitle: "Créer un compte",
  confirmTitle: "Confirmez votre adresse",
  confirmWhy: "Saisissez le code reçu par e-mail.",
  resend: "Envoyer un autre code",
  confirmed: "Votre compte est confirmé. Connectez-vous maintenant.",
  back: "Retour à la connexion",
  rules: (parts) => `Au moins ${parts.join(", ")}.`,
  characters: (count) => `${count} caractères`,
  lowercase: "une minuscule",
  uppercase: "une majuscule",
  numbers: "un chiffre",
  symbols: "un symbole",
  errorTitle: "Cela ne fonctionne pas",
  problems: {
    client: "L'application qui vous a envoyé ici est inconnue. Prévenez son responsable.",
    redirect: "L'application a demandé de continuer à une adresse qui n'est pas enregistrée. Prévenez son responsable.",
    form: "Cette page est restée ouverte trop longtemps, ou vient d'ailleurs. Réessayez.",
    request: "Cette page n'existe pas.",
  },
  errors: {
    NotAuthorizedException: "Nom d'utilisateur ou mot de passe incorrect.",
    UserNotFoundException: "Cet utilisateur n'existe pas.",
    tooMany: "Trop de tentatives. Attendez un instant, puis réessayez.",
    disabled: "Ce compte est désactivé.",
    expired: "Le mot de passe temporaire a expiré. Demandez-en un autre.",
    session: "Cela a pris trop de temps. Reconnectez-vous.",
    PasswordResetRequiredException: "Votre mot de passe doit être redéfini : utilisez le lien « mot de passe oublié ».",
    UserNotConfirmedException: "Ce compte n'est pas encore confirmé. Saisissez le code reçu par e-mail.",
    CodeMismatchException: "Le code est incorrect.",
    ExpiredCodeException: "Le code n'est plus valable.",
    InvalidPasswordException: "Le mot de passe n'est pas assez fort.",
    UsernameExistsException: "Un compte porte déjà ce nom.",
    AliasExistsException: "Un compte a déjà cette adresse.",
    InvalidParameterException: "Une partie de ces données ne convient pas.",
    LimitExceededException: "Trop de tentatives. Réessayez plus tard.",
    other: "Cela n'a pas fonctionné. Réessayez.",
  },
};

export type Texts = typeof en;

export const texts: Record<Language, Texts> = { en, fr };
