using System.Text;

namespace Fairlead.Aws.CloudFormation.Facts;

/// <summary>Reads forms as the facts file writes them: <c>[s]</c>, <c>:Definition</c>, <c>&lt;A,B&gt;</c>, <c>{s|i}</c>.</summary>
internal static class PropertyTypeReader
{
    public static PropertyType Read(ReadOnlySpan<byte> text)
    {
        var form = One(ref text);
        if (text.IsEmpty || text[0] != '|')
        {
            return form;
        }

        var forms = new List<PropertyType> { form };
        while (!text.IsEmpty && text[0] == '|')
        {
            text = text[1..];
            forms.Add(One(ref text));
        }

        return new UnionType([.. forms]);
    }

    private static PropertyType One(ref ReadOnlySpan<byte> text)
    {
        var first = text[0];
        var rest = text[1..];
        switch (first)
        {
            case (byte)'[':
                return Enclosed(ref text, (byte)']',
                    static e =>
                        e == PropertyType.String ? PropertyType.Strings : e == PropertyType.Tag ? PropertyType.Tags : new ArrayType(e));
            case (byte)'{':
                return Enclosed(ref text, (byte)'}', static e => new MapType(e));
            case (byte)'<':
                var end = rest.IndexOf((byte)'>');
                text = rest[(end + 1)..];
                return new EnumType(Encoding.ASCII.GetString(rest[..end]).Split(','));
            case (byte)':':
                var length = rest.IndexOfAny("]}|"u8) is var at and >= 0 ? at : rest.Length;
                text = rest[length..];
                return new DefinitionType(Encoding.ASCII.GetString(rest[..length]));
            default:
                text = rest;
                return Scalar(first);
        }
    }

    private static PropertyType Enclosed(ref ReadOnlySpan<byte> text, byte close, Func<PropertyType, PropertyType> make)
    {
        var end = Close(text, close);
        var inner = Read(text[1..end]);
        text = text[(end + 1)..];
        return make(inner);
    }

    // Lists of lists and maps of lists do stand there.
    private static int Close(ReadOnlySpan<byte> text, byte close)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == text[0] ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new InvalidOperationException("cloudformation.facts: a form is not closed");
    }

    private static PropertyType Scalar(byte code) => code switch
    {
        (byte)'s' => PropertyType.String,
        (byte)'i' => PropertyType.Integer,
        (byte)'n' => PropertyType.Number,
        (byte)'b' => PropertyType.Boolean,
        (byte)'j' => PropertyType.Json,
        (byte)'t' => PropertyType.Tag,
        _ => throw new InvalidOperationException($"cloudformation.facts: an unknown form {(char)code}"),
    };
}
