namespace Fairlead.Cli.Console;

/// <summary>Colours, where they are wanted.</summary>
internal sealed class Paint(bool on)
{
    public bool IsOn { get; } = on;

    public string Red(string text) => Wrap(text, "31");

    public string Green(string text) => Wrap(text, "32");

    public string Yellow(string text) => Wrap(text, "33");

    public string Cyan(string text) => Wrap(text, "36");

    public string Bold(string text) => Wrap(text, "1");

    public string Dim(string text) => Wrap(text, "2");

    /// <summary>One of six colours, always the same for a name.</summary>
    public string ByName(string name, string text) =>
        Wrap(text, (31 + (name.Sum(c => c) % 6)).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private string Wrap(string text, string code) => IsOn ? $"\e[{code}m{text}\e[0m" : text;
}
