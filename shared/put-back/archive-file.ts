/** An object of an archive. */
export interface ArchiveFile {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** When s3-sink wrote it, epoch milliseconds: soon after its logs arrived. */
  readonly writtenAtMs: number;
  readonly logType: string;
}
