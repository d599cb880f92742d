#!/usr/bin/env node
/** The command line. Each command is a file in src/cli and is loaded only when it is called. */
import { enableCompileCache } from "node:module";
import { Command, Option } from "commander";
import type { AskOptions } from "./cli/ask.ts";
import type { ImportCommandOptions } from "./cli/import-knowledge.ts";
import type { PasswordOptions } from "./cli/password.ts";
import type { ProposalOptions } from "./cli/proposals.ts";
import type { ShopOptions } from "./cli/shop.ts";
import { describeFault } from "./cli/describe-fault.ts";
import type { CheckOptions } from "./cli/knowledge.ts";
import type { QuestionOptions } from "./cli/model/questions-command.ts";
import type { ModelOptions } from "./cli/model/model-command.ts";
import type { EvalOptions } from "./cli/eval/eval-options.ts";

// Compiled once, the program's own files and its packages load in half the time.
enableCompileCache();

const program = new Command("dragoman")
  .description("Customer service and marketing in chat for cross-border shops.")
  .showHelpAfterError("(add --help for the options)");

program
  .command("serve")
  .description("run the server: web, worker and gateway in one process unless --role names fewer")
  .addOption(new Option("--role <roles...>", "which parts run here").choices(["web", "worker", "gateway"]))
  .action(async (options: { role?: string[] }) => (await import("./cli/serve.ts")).serveCommand(options.role));

program
  .command("ask")
  .description("ask the assistant once, as a buyer would, from the stored knowledge")
  .argument("[question...]", "the buyer's words")
  .option("--lang <language>", "the conversation's language; detected when absent")
  .option("--json", "one line of JSON instead of text")
  .option("--explain", "also what was found, how sure that is, and why it answered, asked back or handed over")
  .option("--drafts", "with --explain: as if every draft were published")
  .option("--batch <file>", 'answer every line {"id","lang","query"} of a JSON Lines file; "-" reads standard input')
  .action(async (question: string[], options: AskOptions) =>
    (await import("./cli/ask.ts")).askCommand(question.join(" "), options),
  );

program
  .command("chat")
  .description("talk to the assistant in this terminal, through the whole message path")
  .option("--lang <language>", "what the terminal says of the buyer's language")
  .action(async (options: { lang?: string }) => (await import("./cli/chat.ts")).chatCommand(options));

const knowledge = program.command("knowledge").description("the articles: check, load, import");

knowledge
  .command("check")
  .description("read the knowledge folder: faults, what is missing by language, numbers that contradict one another")
  .option("--questions", "also name example questions that fit another article better")
  .option("--json", "one line of JSON instead of text")
  .action(async (options: CheckOptions) => (await import("./cli/knowledge.ts")).checkKnowledge(options));

knowledge
  .command("reload")
  .description("store the knowledge folder and tell a running server")
  .action(async () => (await import("./cli/knowledge.ts")).reloadKnowledge());

knowledge
  .command("suggest-questions")
  .description("let the model propose what buyers may ask, where an article has fewer than eight questions")
  .option("--language <language>", "only articles in this language")
  .option("--article <key>", "only this article")
  .option("--json", "one line of JSON instead of text")
  .action(async (options: QuestionOptions) =>
    (await import("./cli/model/questions-command.ts")).suggestCommand(options),
  );

knowledge
  .command("questions")
  .description("list what the model proposed; approved, a question is indexed like the article's own")
  .option("--list", "list them, which is done anyway")
  .option("--language <language>", "only of articles in this language")
  .option("--article <key>", "only of this article")
  .option("--approve <ids...>", 'approve these; "all" for all that are listed')
  .option("--reject <ids...>", 'reject these, for good; "all" for all that are listed')
  .option("--json", "one line of JSON instead of text")
  .action(async (options: QuestionOptions) =>
    (await import("./cli/model/questions-command.ts")).questionsCommand(options),
  );

knowledge
  .command("import")
  .description("make drafts of files (Markdown, HTML, PDF, DOCX, CSV), of a folder, of a page or of a sitemap")
  .argument("<target>", "a file, a folder, or an address that begins with http")
  .option("--language <language>", "of all of it; recognised when absent")
  .option("--sitemap", "the address is a sitemap: import the pages it names")
  .option("--every <time>", "look there again, for example 24h or 7d")
  .option("--publish", "publish at once instead of leaving drafts to be reviewed")
  .option("--dry-run", "say what would be made and write nothing")
  .option("--json", "one line of JSON instead of text")
  .action(async (target: string, options: ImportCommandOptions) =>
    (await import("./cli/import-knowledge.ts")).importCommand(target, options),
  );

knowledge
  .command("sources")
  .description("the pages and sitemaps that are looked at again")
  .option("--remove <id>", "look there no more; its articles stay")
  .action(async (options: { remove?: string }) => (await import("./cli/import-knowledge.ts")).sourcesCommand(options));

program
  .command("shop")
  .description(
    "import products|orders|parcels|coupons FILE; status: how many are known; secret: what signs events; widget-secret [renew], widget-key ALG FILE: what signs buyers' tokens; rules [name=value ...]: returns, cancelling, proofs",
  )
  .argument("<words...>", "import <what> <file>, status, secret, widget-secret, widget-key or rules")
  .option("--dry-run", "judge every line and write nothing")
  .option("--currency <code>", "of amounts that name none, for example EUR")
  .addOption(new Option("--dates <order>", "what 05/06/2026 means").choices(["dmy", "mdy"]))
  .option("--as-of <moment>", "when the file was true; its time of change when absent")
  .option("--json", "one line of JSON instead of text")
  .action(async (words: string[], options: ShopOptions) => (await import("./cli/shop.ts")).shopCommand(words, options));

program
  .command("model")
  .description("status: what the models may cost and did today; voice: how the shop sounds; limits: of this shop")
  .argument("<action>", "status, voice or limits")
  .option("--file <file>", "with voice: a text of at most 600 characters on tone and politeness")
  .option("--tokens <number>", "with limits: tokens a day")
  .option("--cost <amount>", "with limits: money a day, in the unit of the prices")
  .option("--reset", "with voice or limits: as the installation's settings say")
  .action(async (action: string, options: ModelOptions) =>
    (await import("./cli/model/model-command.ts")).modelCommand(action, options),
  );

program
  .command("proposals")
  .description("list what the assistant asked people to do; approve or reject one in an agent's name")
  .option("--approve <id>", "approve this one")
  .option("--reject <id>", "reject this one")
  .option("--as <email>", "with a verdict: the agent whose it is")
  .option("--reason <text>", "with a verdict: for the record")
  .option("--all", "also decided and expired ones")
  .option("--json", "one line of JSON instead of text")
  .action(async (options: ProposalOptions) => (await import("./cli/proposals.ts")).proposalsCommand(options));

program
  .command("tickets")
  .description("list tickets, show one with its conversation, or what buyers thought of them")
  .argument("[number]", "a ticket's number, or the word scores")
  .option("--all", "also resolved ones")
  .option("--days <number>", "with scores: of those asked within so many days; 30 unless said")
  .option("--json", "JSON instead of a table")
  .action(async (number: string | undefined, options: { all?: boolean; days?: string; json?: boolean }) =>
    (await import("./cli/tickets.ts")).ticketsCommand(number, options),
  );

program
  .command("doctor")
  .description("check this machine, the settings, the database and the model, and say what is missing")
  .action(async () => (await import("./cli/doctor.ts")).doctorCommand());

program
  .command("eval")
  .description("ask the shop's golden questions, or a public set, and report how well they were answered by language")
  .addOption(
    new Option("--set <name>", "what is asked")
      .choices(["golden", "xquad", "banking77", "clinc", "jsonl"])
      .default("golden"),
  )
  .option("--path <folder>", "where the questions are; test/eval/golden when absent")
  .addOption(new Option("--split <split>", "golden: which part").choices(["dev", "test", "all"]).default("all"))
  .option("--language <language>", "this language only")
  .addOption(
    new Option("--withheld [what]", "golden: without the question's article, or all its language's, in its language")
      .choices(["question", "language"])
      .preset("question"),
  )
  .option("--without-model", "golden: as if no model were configured")
  .option("--scripted-model [errors]", "golden: with a model that answers by rule and errs in 10, or so many, percent")
  .option("--stored", "golden: from the articles in the database, edited and imported ones too, not from the folder")
  .option("--typos", "xquad: half of the words misspelled")
  .option("--unaccented", "xquad: questions without accents")
  .option("--merged", "xquad: all languages in one index")
  .addOption(
    new Option("--examples <number>", "banking77, clinc: examples of each class").choices(["8", "all"]).default("8"),
  )
  .option("--json", "one line of JSON behind the table")
  .option("--html <file>", "write a page with charts")
  .option("--baseline <file>", "fail when a figure is more than a point below this file's")
  .option("--write-baseline [file]", "accept the figures: write them to test/eval/baseline.json, or to this file")
  .action(async (options: EvalOptions) => (await import("./cli/eval/eval-command.ts")).evalCommand(options));

program
  .command("password")
  .description("give an agent a new password; every session of theirs ends")
  .argument("<email>")
  .option("--without-factor", "remove the second factor, too, for who has lost phone and recovery codes")
  .action(async (email: string, options: PasswordOptions) =>
    (await import("./cli/password.ts")).passwordCommand(email, options),
  );

program
  .command("backup")
  .description("write every row of every shop to one compressed file")
  .argument("<file>")
  .action(async (file: string) => (await import("./cli/backup.ts")).backupCommand(file));

program
  .command("restore")
  .description("read a backup into an empty database; unsent messages of then are not sent")
  .argument("<file>")
  .action(async (file: string) => (await import("./cli/backup.ts")).restoreCommand(file));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${describeFault(error)}\n`);
  process.exitCode = 1;
}
