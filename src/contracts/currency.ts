/** How many decimals a currency has. Not asked of Intl: its figures move with its version, and stored amounts with them. */

/** ISO 4217, by decimals; all others have two. */
export const CURRENCIES_BY_DECIMALS: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
