/**
 * Arabic words without article, particles and endings: the light stemming of Larkey, Ballesteros and Connell 2002
 * ("light10"). Snowball's stems of one noun differ with and without its article once ta marbuta is spelt as ha.
 */

const ARTICLES = ["وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل"];
const ENDINGS = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];
/** Shorter, and words that have nothing to do with each other become one. */
const MIN_AFTER_ARTICLE = 2;
const MIN_AFTER_AND = 3;
const MIN_AFTER_ENDING = 2;

/** Expects normalised text. */
export function stemArabic(word: string): string {
  const article = ARTICLES.find((each) => word.startsWith(each) && word.length - each.length >= MIN_AFTER_ARTICLE);
  let stem = article === undefined ? word : word.slice(article.length);
  if (article === undefined && stem.startsWith("و") && stem.length > MIN_AFTER_AND) stem = stem.slice(1);
  for (const ending of ENDINGS) {
    if (stem.endsWith(ending) && stem.length - ending.length >= MIN_AFTER_ENDING) stem = stem.slice(0, -ending.length);
  }
  return stem;
}
