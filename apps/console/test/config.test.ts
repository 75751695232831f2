import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const least = { PORT: '7406', DATABASE_URL: 'postgres://127.0.0.1/rollcall' };

describe('the configuration', () => {
  it('needs a port and a database and has a default for the rest', () => {
    expect(readConfig(least)).toMatchObject({
      HOST: '127.0.0.1',
      ROLLCALL_SPAN_RETENTION_HOURS: 72,
      ROLLCALL_SPAN_MAX: 2_000_000,
    });
    expect(readConfig(least).FORWARD_OTLP_URL).toBeUndefined();
  });

  it('is refused with all of its mistakes at once, by name', () => {
    const wrong = { ...least, PORT: 'x', ROLLCALL_SPAN_MAX: '0', FORWARD_OTLP_URL: 'file:///etc/passwd' };
    expect(() => readConfig(wrong)).toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        details: {
          problems: [
            expect.stringMatching(/^PORT: /),
            expect.stringMatching(/^ROLLCALL_SPAN_MAX: /),
            expect.stringMatching(/^FORWARD_OTLP_URL: /),
          ],
        },
      }),
    );
  });
});
