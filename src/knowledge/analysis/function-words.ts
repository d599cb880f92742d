/**
 * Words that say how something is asked, not what about: a tiny knowledge base cannot learn from counting that "please"
 * carries nothing. Question words that carry meaning ("how long", "how much", "when") are left out on purpose.
 */
import { isLanguage, type Language } from "../../contracts/language.ts";
import { foldDiacritics, normaliseText } from "./normalise-text.ts";

const FUNCTION_WORDS: Readonly<Record<Language, string>> = {
  en: `a an the i me my mine we us our you your it its they them their he she his her this that these those of to in on at
    for from by with as and or but if so is are am was were be been being do does did done have has had can could will
    would should shall may might must not no dont doesnt didnt cant im ive id youre whats wheres hows there here what which who please
    hello hi hey dear thanks thank just also any some want need know tell get got let about into u pls ok okay sir madam
    team guys there`,
  zh: `的 了 吗 呢 吧 啊 呀 嘛 我 你 您 他 她 它 我们 你们 他们 这 那 这个 那个 是 在 有 和 与 或 就 都 也 还 很 请 请问 想
    要 能 可以 可 会 得 把 被 给 对 从 到 为 啦 哦 嗯 你好 您好 谢谢 一下 一个 个 问 知道 告诉 麻烦 亲`,
  es: `el la los las un una unos unas lo al del de a en por para con sin y e o u que qué me mi mis tu tus su sus se te le les
    nos yo tú usted ustedes es son soy está están estoy ser estar fue era hay he ha han he puedo puede pueden podría
    quiero quisiera necesito tengo tiene tienen hace hacer esto este esta ese esa esos estas como si no ya muy más hola
    buenos buenas días tardes noches gracias favor saber decir dime`,
  fr: `le la les un une des du de d l à a au aux en dans par pour avec sans sur et ou que qu quoi qui je j me m mon ma mes tu
    te t ton ta tes vous votre vos nous notre nos il elle ils elles on se s sa son ses ce cet cette ces c ça est sont suis
    être ai as avez avons ont avoir peux peut pouvez puis veux voudrais faut fait faire si ne n pas plus y bonjour salut
    merci svp plaît savoir est-ce`,
  de: `der die das den dem des ein eine einen einem einer eines ich mich mir mein meine meinen meiner du dich dir dein sie ihr
    ihre ihren wir uns unser es er ihn ihm man und oder aber wenn ob dass daß zu zum zur in im an am auf aus bei mit nach
    von vom für über um ist sind bin war sein hat habe haben hatte wird werden kann können könnte möchte will wollen muss
    nicht kein keine auch noch so was wer bitte danke hallo guten tag wissen gibt`,
  pt: `o a os as um uma uns umas ao aos à às de do da dos das em no na nos nas por pelo pela para pra com sem e ou que se me
    meu minha meus minhas teu tua seu sua seus suas eu tu você vocês ele ela nós é são sou está estão estou ser estar foi
    há tem têm tenho ter posso pode podem poderia quero queria gostaria preciso fazer isso este esta esse essa como não já
    mais muito olá oi bom boa dia tarde noite obrigado obrigada favor saber`,
  it: `il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle
    dal dalla nel nella sul sulla l d c e ed o che chi mi ti si ci vi io tu lui lei noi voi loro mio mia miei mie tuo tua
    suo sua vostro vostra è sono sei essere sta ho hai ha abbiamo avete hanno avere posso può potete potrei voglio vorrei
    devo fare questo questa quello quella se non più anche ciao salve buongiorno grazie favore sapere`,
  ja: `の に は を が と で も へ や か な だ です ます た て し い する した して ある いる れる られる から まで より こと もの
    これ それ この その あの 私 あなた ください 下さい お ご 教え 教えて こんにちは ありがとう ござい ございます たい です か ん ね よ さ
    せ ませ ない なり ので けど`,
  ko: `은 는 이 가 을 를 에 에서 의 도 로 으로 와 과 하고 그리고 또는 저 제 제가 저는 나는 내 것 수 있나요 있어요 있습니까 하나요
    해요 합니까 되나요 돼요 인가요 입니까 주세요 싶어요 싶습니다 알려 좀 안녕하세요 감사합니다 혹시 이거 그거`,
  ru: `и в во на с со к ко у о об от до из за по для при не ни но а или если бы же ли это этот эта эти тот та те я мне меня мой
    моя мое мои мы нас нам наш вы вас вам ваш ваша ваши он она они его ее их есть был была было были быть будет можно
    могу может можете хочу хотел нужно надо что кто как так уже еще ещё там тут вот здравствуйте привет добрый день
    спасибо пожалуйста подскажите скажите`,
  ar: `في من الي علي عن مع هل ما ماذا هذا هذه ذلك تلك التي الذي و او ثم ان انا انت نحن هو هي هم لي لكم لك لنا عندي عندكم لدي
    لديكم يكون كان كانت يمكن يمكنني ممكن اريد ارغب احتاج لا لم لن ليس قد لقد يا اذا كل بعد مرحبا السلام عليكم شكرا فضلك
    لو سمحت اعرف اخبرني`,
  tr: `bir ve veya ile de da ki mi mı mu mü bu şu o ben bana benim beni sen sana siz sizin size biz bize bizim onlar için gibi
    kadar ama ya var yok olan olarak olur oldu olacak ise ne değil çok daha en her şey misiniz mısınız musunuz müsünüz
    miyim mıyım istiyorum lazım gerek merhaba selam teşekkürler teşekkür ederim lütfen acaba`,
  id: `yang di ke dari dan atau untuk dengan pada ini itu saya aku kamu anda kami kita dia mereka adalah ada akan sudah telah
    bisa dapat boleh mau ingin perlu apakah apa tidak bukan belum juga lagi ya kah nya jika kalau agar oleh sebagai dalam
    halo hai terima kasih tolong mohon kak min gan dong sih`,
  vi: `là và hoặc của cho với từ đến ở tại trong trên thì mà nếu có không được bị sẽ đã đang tôi mình em anh chị bạn các những
    một này kia đó ạ à nhé nha xin chào cảm ơn vui lòng làm ơn muốn cần hỏi biết ơi dạ shop thể vậy`,
  th: `ที่ และ หรือ ของ ใน จาก กับ ให้ เป็น คือ มี ได้ ไหม มั้ย ครับ ค่ะ คะ นะ จะ ว่า ก็ ไม่ ฉัน ผม ดิฉัน คุณ เรา นี้ นั้น แล้ว อยาก
    ต้องการ ขอ ช่วย หน่อย สวัสดี ขอบคุณ ต้อง ถ้า การ ความ`,
};

const NONE: ReadonlySet<string> = new Set();
const sets = new Map<string, ReadonlySet<string>>();

/** Normalised, each also in the form that is typed without accents. */
export function functionWordsOf(language: string): ReadonlySet<string> {
  const known = sets.get(language);
  if (known) return known;
  const built = isLanguage(language) ? readList(language) : NONE;
  sets.set(language, built);
  return built;
}

function readList(language: Language): ReadonlySet<string> {
  const words = normaliseText(FUNCTION_WORDS[language], language).split(/[\s'-]+/);
  return new Set(words.flatMap((word) => [word, foldDiacritics(word, language)]));
}
