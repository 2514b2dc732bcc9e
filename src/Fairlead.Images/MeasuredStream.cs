using System.Security.Cryptography;

namespace Fairlead.Images;

/// <summary>
/// The first bytes of a file, as many as it had when it was opened, and their hash: a file that grows while it is read ends there.
/// </summary>
internal sealed class MeasuredStream(string path, Stream content) : Stream
{
    private readonly long length = content.Length;
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long at;

    public override bool CanRead => true;

    // The writer of an archive asks a stream that can seek for its length beforehand.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => at;
        set => throw new NotSupportedException();
    }

    /// <summary>Of all that was read.</summary>
    public string Digest() => Convert.ToHexStringLower(sha.GetCurrentHash());

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - at)];
        return Taken(wanted, content.Read(wanted));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - at)];
        var read = await content.ReadAsync(wanted, cancellationToken);
        return Taken(wanted.Span, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        sha.Dispose();
        base.Dispose(disposing);
    }

    private int Taken(Span<byte> wanted, int read)
    {
        if (read == 0 && wanted.Length > 0)
        {
            throw new ContextChangedException(path, "it became shorter while it was sent");
        }

        at += read;
        sha.AppendData(wanted[..read]);
        return read;
    }
}
