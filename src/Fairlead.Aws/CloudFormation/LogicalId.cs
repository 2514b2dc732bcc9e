using System.Text;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Logical ids made of a kind and names of the app file: letters and digits only, the same for the same names for ever, and different for
/// different ones. Changing this file replaces resources of everybody: <c>LogicalIdTests</c> hold what it gives.
/// </summary>
/// <remarks>
/// <c>web-api</c> is written <c>WebApi</c>. Where that would not be reversible, an <c>X</c> says so: <c>a-x</c> is <c>AXx</c>; a hyphen
/// before anything but a letter, or before the word <c>to</c>, is <c>Xd</c>; <c>To</c> stands between two names.
/// </remarks>
internal static class LogicalId
{
    public const int Longest = 255;

    /// <summary>Such as <c>TargetGroupWebApi</c>. No kind may begin another kind's name, nor a fixed id of the same stack.</summary>
    public static string For(string kind, string name) => Fit(kind + Written(name));

    /// <summary>Such as <c>IngressWebToDb</c>.</summary>
    public static string For(string kind, string from, string to) => Fit($"{kind}{Written(from)}To{Written(to)}");

    private static string Fit(string id) => id.Length <= Longest ? id : id[..(Longest - Fingerprint.Length)] + Fingerprint.Compute(id);

    private static string Written(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (i == 0)
            {
                text.Append(char.ToUpperInvariant(c));
            }
            else if (c != '-')
            {
                text.Append(c);
            }
            else if (i + 1 == name.Length || !char.IsAsciiLetterLower(name[i + 1]) || IsWordTo(name, i + 1))
            {
                text.Append("Xd");
            }
            else
            {
                text.Append(name[++i] == 'x' ? "Xx" : char.ToUpperInvariant(name[i]).ToString());
            }
        }

        return text.ToString();
    }

    private static bool IsWordTo(string name, int at) =>
        string.CompareOrdinal(name, at, "to", 0, 2) == 0 && (at + 2 == name.Length || name[at + 2] == '-');
}
