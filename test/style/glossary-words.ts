/** A word that the project does not use, and what it says instead. */
export interface AvoidedWord {
  readonly not: RegExp;
  readonly say: string;
  /** Lines where the same letters mean another thing: the alphabet, a table's attribute, a product's name. */
  readonly except?: RegExp;
  /** Files where they do. */
  readonly exceptIn?: RegExp;
}

/** Words with a plain term of their own: docs/glossary.md has the terms. */
export const AVOIDED_WORDS: readonly AvoidedWord[] = [
  {
    not: /(?<![Dd]ead[-_ ]?|DEAD[-_ ])(?:[Ll]etters?(?![a-z])|LETTERS?(?![A-Z]))/,
    say: 'dead letter',
    // The classes of characters of a time.
    exceptIn: /^shared\/log\/timestamp\//,
    except:
      /letters?,? (?:and|or|in|of the alphabet)|letters?, (?:digits|numbers)|(?:capital|lower-?case|upper-?case|small|ASCII|Greek|a|two|same) letters?|letters only|letters-waiting|dead\.letters|\bletters: |baikonur letters|letters (?:explain|autopsy)|lettersCommand|commands?\/letters|cli\/letters|'letters'|(?:kind: |kind === |case )'letter'|`letter` |lettersAt|lettersWaiting|dead-?$/i,
  },
  { not: /\bbooks\b|\bbookkeeping\b|\bbooks? balance/i, say: 'ledger; every log is accounted for' },
  {
    not: /\blanes?\b|(?<=[a-z])Lanes?\b/,
    say: 'shard progress, progress key; parallel worker (event source)',
    except: /'lane'|"lane"|`lane`|\.lane\b|\blane: \{? ?S\b|AttributeName: lane|:lane\b|by lane and checkpoint/,
  },
  { not: /shipments?/i, say: 'delivery to a target' },
  { not: /progress ?lost|could not keep/i, say: 'progress truncated (the metric is ProgressTruncated)' },
  { not: /accused|fruitless|riddle/i, say: 'what it is: refused, without effect' },
  { not: /gives? free|given free/i, say: 'releases the lease' },
  { not: /\bentrances?\b|\bwayIn\b|\bway in\b/i, say: 'entry point' },
  { not: /\bbecame of\b|\bbecomes of\b|\bbecome of\b/i, say: 'what happened to it' },
  { not: /\bmend(?:s|ed|ing)?\b/i, say: 'fix' },
  { not: /told apart by themselves/i, say: 'detected automatically' },
  { not: /nearest wins|goes before|go before/i, say: 'the most specific setting wins; overrides' },
  { not: /answer of its own/i, say: 'the destination rejected this record individually' },
  { not: /nothing beside (?:it|them)/i, say: 'the only record of the request' },
  { not: /steps? aside/i, say: 'is skipped' },
  {
    not: /\bg(?:ive|ives|iven|ave|iving)[-_ ]up\b|givenUp|giveUp|gaveUp|givesUp/i,
    say: 'retries exhausted, the batch is saved to S3; times out; stops',
    // The name of a field of `status --json`.
    except: /given-up|SinkGivenUp|givenUp: |givenUp, alarms|`givenUp`/,
  },
  { not: /sacred/i, say: 'the original bytes are never changed' },
  { not: /maxRecordKib/i, say: 'maxRecordSizeKiB', except: /earlier name/ },
  { not: /under .{0,20} hands\b/i, say: 'was changed by someone else during the run' },
  { not: /\bhangs? on\b/i, say: 'is attached to; depends on' },
  { not: /costs one \w+ its way/i, say: 'a fault here rejects one entry; the batch goes on' },
  { not: /\bwears?\b|\bwore\b/i, say: 'has, uses' },
  {
    not: /\bnobody\b|\bnobody's\b/i,
    say: 'no one; unused; nothing',
    except: /NOBODY\b|`nobody`: Elasticsearch|-p', 'nobody'|Profile nobody/,
  },
  { not: /\bsomebody(?:'s)?\b/i, say: 'someone, another service, another run' },
  { not: /\bstands? (?:on|in|at|beside|there|for)\b/i, say: 'is in, contains', except: /stands for/ },
  { not: /\bin hand\b|\bat hand\b|\bown making\b/i, say: 'current; given; of its own' },
  {
    not: /\bhouse\b|\brooms\b|\bfloors? of the house\b/i,
    say: 'project, folder, module',
    except: /warehouse|in-house/,
  },
  { not: /\bthe room\b(?! for)/i, say: 'folder, module' },
  { not: /^\s*(?:\/\*\*|\*) What\b/, say: 'a doc comment names the thing' },
];
