/** Where carriers show parcels. A tracking link from an import is passed on only when it leads to one of them, or to the shop. */

const EVERYWHERE = [
  "dhl.com dhl.de ups.com fedex.com aramex.com dpd.com dpdgroup.com gls-group.eu gls-group.com",
  "17track.net cainiao.com 4px.com yuntrack.com sf-express.com",
];
const EUROPE = [
  "dpd.de deutschepost.de myhermes.de evri.com royalmail.com parcelforce.com laposte.fr",
  "colissimo.fr chronopost.fr mondialrelay.fr mondialrelay.com correos.es seur.com mrw.es ctt.pt",
  "poste.it brt.it postnl.nl postnl.com bpost.be post.at post.ch postnord.com postnord.se",
  "postnord.dk postnord.no bring.com posti.fi inpost.pl poczta-polska.pl anpost.com ptt.gov.tr",
  "yurticikargo.com pochta.ru cdek.ru",
];
const AMERICA = [
  "usps.com ontrac.com canadapost-postescanada.ca canadapost.ca purolator.com estafeta.com",
  "correosdemexico.gob.mx correios.com.br jadlog.com.br loggi.com correoargentino.com.ar",
  "andreani.com chilexpress.cl servientrega.com",
];
const ASIA = [
  "ems.com.cn japanpost.jp kuronekoyamato.co.jp sagawa-exp.co.jp epost.go.kr cjlogistics.com",
  "thailandpost.co.th flashexpress.com vnpost.vn ghn.vn jne.co.id posindonesia.co.id sicepat.com",
  "ninjavan.co singpost.com pos.com.my emiratespost.ae smsaexpress.com splonline.com.sa",
  "auspost.com.au nzpost.co.nz",
];

/** Each with everything below it. */
export const CARRIER_HOSTS: readonly string[] = [EVERYWHERE, EUROPE, AMERICA, ASIA]
  .flat()
  .flatMap((row) => row.split(" "));
