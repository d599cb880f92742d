/**
 * Words that hardly any sentence of a language does without, and the commonest words of a buyer, for the nine languages
 * that share the Latin script. Loanwords that several of them use (order, tracking, email, online) are left out.
 */
import type { Language } from "../../contracts/language.ts";

const WORDS: Partial<Record<Language, string>> = {
  en: `the a an of to in on at for from with without by and or but if then than as is are was were be been being am do
    does did don t doesn didn have has had haven hasn i you he she it we they me my mine your yours our us them their
    this that these those there here what which who when where why how can could will would shall should may might must
    not no yes any some much many more most other another still already yet ever never only also too very please thanks
    thank hello hi hey want need get got give send sent buy bought pay paid ship shipping shipped parcel package refund
    return delivery wrong broken m s re ve ll d long take takes open about after before me who now stop
    cancel change customer service account password email size charge charged charges payment received arrived track
    different product item items order orders money back help failed`,
  es: `el la los las un una unos unas de del al a en con sin por para y o u pero si que qué quién cuál cuándo cuánto
    cuánta cuántos cuesta dónde cómo es son está están estoy estar ser fue era hay ha he han hemos había yo tú usted
    ustedes él ella nosotros me te se le les lo nos mi mis tu tus su sus este esta esto estos ese esa eso aquí ya aún
    todavía no sí nunca siempre también muy más menos algo nada puedo puede pueden quiero quisiera quiere necesito tengo
    tiene tienen hola gracias favor buenos buenas pedido envío enviar llega llegó llegado llegar paquete devolver
    devolución reembolso dinero compra compré pagar pago talla cambiar tarda desde hasta hacer`,
  fr: `le la les l un une des de du d au aux à en dans avec sans par pour sur et ou mais si que qu qui quoi quel quelle
    quels quand où comment combien pourquoi est sont suis êtes sommes était être ai as a avons avez ont c ce cet cette
    ces ça il elle ils elles on je j tu nous vous me m te t se s lui leur mon ma mes ton ta tes votre vos notre nos son
    sa ses ne n pas plus jamais rien toujours encore déjà aussi très bien oui non puis peux peut pouvez veux voudrais
    dois faut fait faire bonjour salut merci plaît colis commande commandé livraison livrer reçu recevoir retour
    retourner rembourser remboursement acheter acheté payer paiement taille échanger envoyer quelle y`,
  de: `der die das den dem des ein eine einen einem einer eines kein keine keinen und oder aber wenn dass ob weil als wie
    was wer wo wann warum wieso welche welcher welches wieviel viel ich du er sie es wir ihr mich mir dich dir sich uns
    euch ihnen mein meine meinen meinem meiner dein deine ihre ihren unser unsere ist sind war bin bist sein habe hat
    haben hatte wird werden wurde kann können könnte muss müssen möchte will wollen soll nicht nichts nie noch schon
    auch nur sehr mehr immer wieder hier da in im ins an am auf aus bei mit ohne nach von vom vor zu zum zur für über
    bis seit bitte danke hallo guten ja nein gibt bestellung bestellt paket lieferung liefern sendung rückgabe
    zurückgeben zurück geld kaufen gekauft bezahlen zahlung größe umtauschen lange dauert angekommen kommt`,
  pt: `o a os as um uma uns umas de do da dos das no na nos nas ao à em com sem por pelo pela para pra e ou mas se que
    qual quais quem quando quanto quantos onde como porque é são está estão estou estar ser foi era há tem têm tenho ter
    eu você vocês vc ele ela nós me te lhe meu minha meus minhas seu sua seus suas este esta isto esse essa isso aqui já
    ainda não sim nunca sempre também muito muita mais menos algo nada posso pode podem quero queria gostaria preciso
    olá oi obrigado obrigada favor bom boa pedido envio enviar entrega entregar chega chegou chegar pacote encomenda
    devolver devolução reembolso dinheiro compra comprei comprar pagar pagamento tamanho trocar demora frete até fazer`,
  it: `il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle da dal dalla in
    nel nella nei con senza su sul sulla per e ed o ma se che chi cosa quale quali quando quanto quanti quanta dove dov
    come perché è sono sei siamo era essere ho hai ha abbiamo avete hanno c io tu lui lei noi voi mi ti si ci vi ne mio
    mia miei mie tuo tua suo sua nostro vostro vostra questo questa questi quello quella qui già ancora non sì mai
    sempre anche molto più meno qualcosa niente posso può potete vorrei voglio devo fare fa ciao grazie salve buongiorno
    favore ordine ordinato spedizione spedire pacco consegna arriva arrivato arrivata reso restituire rimborso soldi
    acquisto comprato comprare pagare pagamento taglia cambiare ci vuole`,
  tr: `bir bu şu o ve veya ya da de ama fakat eğer için ile gibi kadar daha en çok az ben sen siz biz onlar benim senin
    sizin bizim bana sana size bize beni sizi ne nedir neden niye nasıl nerede nereye nereden kaç hangi kim zaman var
    yok mı mi mu mü mıyım miyim musunuz mısınız misiniz değil hiç hala hâlâ henüz şimdi sonra önce her şey olarak
    olur oldu olan istiyorum isterim lazım gerek evet hayır merhaba selam teşekkürler teşekkür lütfen sipariş siparişim
    siparişimi kargo kargom kargoya ürün ürünü ürünüm paket paketim paketimi iade iadesi etmek ettim eder para paramı
    ödeme ödedim satın aldım almak beden gelmedi geldi ulaşmadı sürer gün günde değiştirmek değişim gönderim fatura`,
  id: `yang di ke dari dan atau tapi tetapi untuk dengan tanpa pada oleh ini itu saya aku kami kita anda kamu dia mereka
    nya apa apakah siapa kapan dimana mana kenapa mengapa bagaimana gimana berapa ada adalah tidak tak nggak gak belum
    sudah udah masih sedang akan bisa dapat mau ingin harus perlu boleh jangan juga saja lagi sangat lebih paling semua
    kalau jika karena sampai sejak hari lama berapa terima kasih tolong mohon halo hai ya bukan barang pesanan pesan
    paket kirim kiriman pengiriman dikirim ongkir kembali mengembalikan pengembalian uang dana beli membeli bayar
    membayar pembayaran ukuran tukar menukar rusak salah toko cara dong nih min kak`,
  vi: `là và của có không được các một những này đó kia cho với từ đến trong ngoài trên dưới khi nào nếu thì mà như nhưng
    hoặc hay vì sao gì ai đâu bao nhiêu lâu mấy tôi mình em anh chị bạn shop ơi ạ nhé nha đã đang sẽ chưa rồi vẫn còn
    cũng rất quá lắm nữa muốn cần phải thể làm ở về ra vào lại xin chào cảm ơn vui lòng giúp hỏi đơn hàng giao nhận
    gửi vận chuyển trả đổi hoàn tiền mua bán thanh toán phí ship giá cỡ màu ngày hôm nay hỏng vỡ sai bị nước sản phẩm`,
};

/** People leave accents out; a bare form counts a little less, because it meets more words of other languages. */
const WITHOUT_ACCENT = 0.8;

/** For each word the languages that use it, with the share of the evidence each gets; the shares sum to at most 1. */
export const FUNCTION_WORDS: ReadonlyMap<string, ReadonlyMap<Language, number>> = shareWords();

function shareWords(): ReadonlyMap<string, ReadonlyMap<Language, number>> {
  const strengths = new Map<string, Map<Language, number>>();
  for (const [language, words] of Object.entries(WORDS) as [Language, string][]) {
    for (const word of words.split(/\s+/u)) {
      strengthen(strengths, word, language, 1);
      strengthen(strengths, dropAccents(word), language, WITHOUT_ACCENT);
    }
  }
  // A word of one language is full evidence; one that three share is a third for each.
  for (const byLanguage of strengths.values()) {
    const total = Math.max(
      1,
      [...byLanguage.values()].reduce((sum, strength) => sum + strength, 0),
    );
    for (const [language, strength] of byLanguage) byLanguage.set(language, strength / total);
  }
  return strengths;
}

function strengthen(
  into: Map<string, Map<Language, number>>,
  word: string,
  language: Language,
  strength: number,
): void {
  const byLanguage = into.get(word) ?? new Map<Language, number>();
  byLanguage.set(language, Math.max(strength, byLanguage.get(language) ?? 0));
  into.set(word, byLanguage);
}

export function dropAccents(word: string): string {
  return word
    .normalize("NFD")
    .replace(/[\u0300-\u036F]/gu, "")
    .replace(/ı/gu, "i")
    .replace(/đ/gu, "d")
    .normalize("NFC");
}
