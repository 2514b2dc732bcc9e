using System.Text;

namespace Fairlead.Aws.CloudFormation.Facts;

/// <summary>
/// What AWS publishes of the resource types we use: <c>cloudformation.facts</c>, made by <c>bin/facts</c>. A type is read when it is first
/// asked for, a nested definition likewise: most commands meet a third of the types and a tenth of the definitions.
/// </summary>
internal sealed class CloudFormationFacts
{
    private readonly byte[] text;
    private readonly Dictionary<string, Range> blocks = new(128, StringComparer.Ordinal);
    private readonly Dictionary<string, TypeFacts> types = new(StringComparer.Ordinal);

    private CloudFormationFacts(byte[] text)
    {
        this.text = text;
        var all = text.AsSpan();
        for (var at = Next(all, 0); at < all.Length;)
        {
            var end = Next(all, at);
            var name = all[at..end];
            blocks.Add(Encoding.ASCII.GetString(name[..name.IndexOfAny((byte)' ', (byte)'\n')]), at..end);
            at = end;
        }
    }

    public static CloudFormationFacts Load()
    {
        using var stream = typeof(CloudFormationFacts).Assembly.GetManifestResourceStream("cloudformation.facts")!;
        var all = new byte[stream.Length];
        stream.ReadExactly(all);
        return new CloudFormationFacts(all);
    }

    public IReadOnlyCollection<string> Types => blocks.Keys;

    public TypeFacts? Find(string type)
    {
        if (!types.TryGetValue(type, out var facts) && blocks.TryGetValue(type, out var range))
        {
            facts = new TypeFacts(text.AsMemory(range));
            types.Add(type, facts);
        }

        return facts;
    }

    // A type begins where a line begins with AWS::.
    private static int Next(ReadOnlySpan<byte> all, int from) =>
        all[from..].IndexOf("\nAWS::"u8) is var at and >= 0 ? from + at + 1 : all.Length;
}
