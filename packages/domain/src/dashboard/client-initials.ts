/** The first letters of given and family name, upper case: "MK". A name without any letter gives none. */
export function clientInitials({ givenName, familyName }: { givenName: string; familyName: string }): string {
  return firstLetter(givenName) + firstLetter(familyName);
}

function firstLetter(name: string): string {
  // Composed first, so that an accent stays on its letter; one letter even where upper case makes two (ß).
  const letter = /\p{L}/u.exec(name.normalize('NFC'))?.[0] ?? '';
  return /\p{L}/u.exec(letter.toUpperCase())?.[0] ?? '';
}
