/** Get-Credential, ConvertTo-SecureString, ConvertFrom-SecureString. */
import type { CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import { PSCredential } from '../../language/net/credential-behaviour';
import { SecureStringValue } from '../../language/net/identity-behaviour';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSList, type Value } from '../../language/values';

/** Title and text of the question. seen: CredentialAttributeStrings */
const CAPTION = 'Windows PowerShell credential request';
const MESSAGE = 'Enter your credentials.';

const getCredential: Implementation = {
  *process(ctx, p): Program<void> {
    const given = baseOf(p.Credential ?? null);
    if (given instanceof PSCredential) {
      ctx.write(given);
      return;
    }
    const userName = p.UserName ?? given;
    yield* ctx.flush();
    const reply = yield {
      kind: 'credential',
      caption: CAPTION,
      message: p.Message === undefined ? MESSAGE : ctx.text(p.Message),
      userName: userName === null || userName === undefined ? '' : ctx.text(userName),
    };
    const answer = reply as { userName: string; password: string } | null | undefined;
    if (answer) ctx.write(new PSCredential(answer.userName, new SecureStringValue(answer.password)));
  },
};

function texts(ctx: CommandContext, value: Value): string[] {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => ctx.text(item));
  return value === undefined || value === null ? [] : [ctx.text(value)];
}

/** Start of every blob of the data protection API: version and provider. seen: MS-DPAPI (guidDefaultProvider) */
const BLOB_HEAD = '01000000d08c9ddf0115d1118c7a00c04fc297eb01000000';

/** The key stream of the blob. It hides the text from a glance and protects nothing: there is nothing to protect here. */
function* keyStream(): Generator<number> {
  let state = 0x2545f491;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state & 0xffff;
  }
}

function sealed(text: string): string {
  const stream = keyStream();
  let blob = BLOB_HEAD;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i) ^ (stream.next().value as number);
    blob += unit.toString(16).padStart(4, '0');
  }
  return blob;
}

function opened(blob: string): string | undefined {
  const hidden = blob.slice(BLOB_HEAD.length);
  if (!blob.toLowerCase().startsWith(BLOB_HEAD) || !/^([0-9a-f]{4})*$/i.test(hidden)) return undefined;
  const stream = keyStream();
  return hidden.replace(/.{4}/g, (digits) =>
    String.fromCharCode(Number.parseInt(digits, 16) ^ (stream.next().value as number)),
  );
}

const convertToSecureString: Implementation = {
  notSimulated: ['Key', 'SecureKey'],
  process(ctx, p) {
    for (const text of texts(ctx, p.String)) {
      if (p.AsPlainText === true) {
        if (p.Force !== true) {
          ctx.throwTerminating({
            message:
              'The system cannot protect plain text input. To suppress this warning and convert the plain text to a SecureString, reissue the command specifying the Force parameter. For more information ,type: get-help ConvertTo-SecureString.',
            id: 'ImportSecureString_ForceRequired',
            category: 'InvalidArgument',
            exceptionType: 'System.ArgumentException',
          });
        }
        ctx.write(new SecureStringValue(text));
        continue;
      }
      const plain = opened(text);
      if (plain === undefined) {
        ctx.writeError({
          message: 'Input string was not in a correct format.',
          id: 'ImportSecureString_InvalidArgument',
          category: 'InvalidArgument',
          exceptionType: 'System.FormatException',
        });
      } else ctx.write(new SecureStringValue(plain));
    }
  },
};

/** What the account's key protects can be read back by ConvertTo-SecureString; the blob is shorter than the real one. */
const convertFromSecureString: Implementation = {
  notSimulated: ['Key', 'SecureKey'],
  process(ctx, p) {
    const value = baseOf(p.SecureString ?? null);
    if (!(value instanceof SecureStringValue)) return;
    ctx.write(sealed(value.text));
  },
};

export const securityImplementations = {
  'Get-Credential': getCredential,
  'ConvertTo-SecureString': convertToSecureString,
  'ConvertFrom-SecureString': convertFromSecureString,
};
