/** What passwords are made of that everybody tries first, gathered by hand: roots in many languages, names, keys in a row. */
export const COMMON_PASSWORD_WORDS: ReadonlySet<string> = new Set(
  `password passwort passwd passw0rd pass contrasena contrasenia clave senha motdepasse parola parool haslo heslo salasana
  losenord wachtwoord sifre parol pwd secret secreto geheim segredo segreto admin administrator administrador root user
  usuario test testing tester guest gast login signin welcome willkommen bienvenido bienvenue benvenuto bemvindo hello hallo
  hola bonjour ciao changeme change temp temporary default master system access letmein open opensesame trustno iloveyou
  loveyou love lovely lover teamo tequiero amor amour amore liebe schatz kocham querty qwerty qwertz azerty asdf asdfgh
  asdfghjkl zxcvbnm zxcvbn qwertyuiop qazwsx qazwsxedc wsxedc dragon monkey football baseball basketball soccer hockey futbol
  fussball princess princesa prinzessin prinses sunshine shadow superman batman spiderman pokemon pikachu naruto starwars
  jordan michael michelle jessica jennifer ashley daniel charlie thomas robert george andrew matthew joshua william richard
  anthony nicole amanda samantha hannah sophie maria mariana carlos miguel alejandro antonio fernando roberto andrea
  alexander alexandra stefan sebastian martin patrick christian muhammad mohamed ahmed fatima ali hassan buster ginger
  pepper cookie cheese chocolate banana apple orange cherry summer winter spring autumn sommer herbst fruehling verano
  invierno otono primavera january february march april may june july august september october november december monday
  tuesday wednesday thursday friday saturday sunday enero febrero marzo abril mayo junio julio agosto septiembre octubre
  noviembre diciembre liverpool arsenal chelsea barcelona realmadrid juventus bayern manchester london paris madrid berlin
  mexico brasil brazil america argentina england france germany deutschland espana italia india pakistan china japan korea
  indonesia thailand vietnam russia rossiya turkey turkiye angel angels diamond silver golden gold flower blume flores
  butterfly mariposa computer internet windows microsoft google facebook instagram whatsapp telegram twitter youtube samsung
  iphone android linux ubuntu oracle mysql cisco letmein whatever nothing something anything forever always family familia
  mother father mom dad mama papa sister brother baby babygirl babyboy friend friends happy lucky freedom peace music
  guitar killer hunter ranger matrix mustang ferrari porsche mercedes corvette harley yamaha honda toyota tigger tiger lion
  wolf eagle falcon panther bear cat dog doggy kitty kitten hunde katze perro gato fuckyou fuck sexy pussy asshole bitch
  jesus jesuschrist christ god godisgood blessed heaven faith hope grace allah bismillah inshallah zaq xsw cde vfr bgt nhy
  mju qwe asd zxc qaz wsx edc rfv tgb yhn ujm abc abcd abcde abcdef abcdefg abcdefgh aaa bbb xxx zzz one two three four
  five six seven eight nine ten uno dos tres cuatro cinco woaini woaini wang zhang li chen aini jiayou nihao sayang bismillah
  cinta anjing rahasia sandi kucing matkhau anhyeuem emyeuanh sawasdee rahsia himitsu sakura doraemon arigatou sarang
  saranghae shop store shopping service support helpdesk company office work business money sales market customer agent
  dragoman console the my your this is am i you me we us it and or new old big good best real only just`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);
