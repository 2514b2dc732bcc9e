using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class AlertsKeys
{
    public static readonly Section Section = new("alerts");

    public static readonly Key<IReadOnlyList<string>> Email = Section.Add(
        "email", Forms.Some(Forms.Present(AlertsReader.Email), "an e-mail address or a list of them"), [], "Who gets a mail.");
    public static readonly Key<IReadOnlyList<Text>> Url = Section.Add(
        "url", Forms.Some(Forms.Present(AlertsReader.Hook), "an https address or a list of them"), [], "What gets an HTTP request.");
}

/// <summary>Reads who is told when something does not work.</summary>
internal static class AlertsReader
{
    public static readonly Shape<string?> Email = Shapes.Named("an e-mail address", @"^[^@\s]+@[^@\s]+\.[^@\s.]+$", "team@example.org");

    public static readonly Shape<Text?> Hook = Shapes.Reference(
        "an address that starts with https://",
        static p => p is Literal or SecretPart or SsmPart,
        "https://hooks.example.org/alerts",
        static t => t.Constant is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https"));

    public static Alerts Read(Fields fields) => new(fields.Read(AlertsKeys.Email), fields.Read(AlertsKeys.Url));
}
