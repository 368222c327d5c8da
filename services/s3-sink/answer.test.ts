import { PortError } from '../../shared/pipeline/ports.ts';
import { readFailure } from './answer.ts';

describe('readFailure', () => {
  it.each([
    ['SlowDown', 503, 'destination'],
    ['InternalError', 500, 'destination'],
    ['AccessDenied', 403, 'destination'],
    ['NoSuchBucket', 404, 'destination'],
    ['RequestTimeout', 400, 'destination'],
    ['TimeoutError', undefined, 'destination'],
    ['toString', 400, 'destination'],
    ['KeyTooLongError', 400, 'entry'],
    ['EntityTooLarge', 400, 'entry'],
    ['InvalidURI', 400, 'entry'],
  ])('%s (%s): scope %s', (code, httpStatus, scope) => {
    const error = new PortError(`${code}: said so`, { code, ...(httpStatus ? { httpStatus } : {}) });
    expect(readFailure(error)).toEqual({ status: 'retryable', scope, error: `${code}: said so` });
  });

  it('takes an error that no port made for the destination’s', () => {
    const error = Object.assign(new Error('socket hang up'), { code: 'KeyTooLongError' });
    expect(readFailure(error)).toEqual({ status: 'retryable', scope: 'destination', error: 'socket hang up' });
  });
});
