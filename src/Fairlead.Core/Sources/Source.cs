namespace Fairlead.Core.Sources;

/// <summary>A text that was read, and the name it is reported under.</summary>
public sealed class Source(string name, string text)
{
    private int[]? lineStarts;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>A line without its line end; empty when there is no such line. Lines count from 1.</summary>
    public string Line(int number) => LineSpan(number).ToString();

    /// <summary>As <see cref="Line"/>, without a copy.</summary>
    public ReadOnlySpan<char> LineSpan(int number)
    {
        lineStarts ??= StartsOfLines(Text);
        if (number < 1 || number > lineStarts.Length)
        {
            return [];
        }

        var start = lineStarts[number - 1];
        var end = number < lineStarts.Length ? lineStarts[number] : Text.Length;
        return Text.AsSpan(start..end).TrimEnd("\r\n");
    }

    private static int[] StartsOfLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        return [.. starts];
    }
}
