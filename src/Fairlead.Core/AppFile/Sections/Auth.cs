using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class AuthKeys
{
    public static readonly Section Section = new("auth");

    public static readonly Key<BasicAuth?> Basic = Section.Add(
        "basic", Forms.Map(() => BasicAuthKeys.Section, AuthReader.Basic, "{user: guest, password: \"${secret.PASSWORD}\"}"), null,
        "A user name and a password, asked by the browser.");
    public static readonly Key<CognitoAuth?> Cognito = Section.Add(
        "cognito", Forms.Map(() => CognitoKeys.Section, AuthReader.Cognito, "{users: [somebody@example.org]}"), null,
        "A login with a user pool.", only: KeyTarget.Aws);

    public static readonly Section OfService = new Section("auth", "service-auth").With(Section);

    public static readonly Key<IReadOnlyList<string>> OpenTo = OfService.Add(
        "open_to", Forms.Words, [],
        "As the edge asks, but requests from the pages of these services are let in; on AWS they need a domain, or hosts of their "
            + "own. It spares visitors a question and keeps nobody out, since any client can send the header by which pages are known: "
            + "for that, list addresses under 'allow', or let the pages send a secret header that the service asks for.");
}

internal static class BasicAuthKeys
{
    public static readonly Section Section = new("basic");

    public static readonly Key<string?> User = Section.Add("user", Shapes.Word with { Example = "guest" }, null, "The user name.");
    public static readonly Key<Text?> Password = Section.Add("password", Shapes.Password, null, "The password, as a secret.");
}

internal static class CognitoKeys
{
    public static readonly Section Section = new("cognito");

    public static readonly Key<IReadOnlyList<string>> Users = Section.Add(
        "users", Forms.List(Forms.Present(AlertsReader.Email), "a list of e-mail addresses"), [],
        "Who may log in; removing an address closes its account.");
}

/// <summary>Reads what visitors have to show.</summary>
internal static class AuthReader
{
    public static readonly Shape<Auth?> OfEdge = AskedOf(
        () => AuthKeys.Section, "{basic: {user: guest, password: \"${secret.PASSWORD}\"}}");

    public static readonly Shape<Auth?> OfService = AskedOf(() => AuthKeys.OfService, "{open_to: [web]}");

    public static BasicAuth? Basic(Fields fields, Reading reading)
    {
        var user = fields.Need(BasicAuthKeys.User, fields.Span, "basic", "user: guest");
        var password = fields.Need(BasicAuthKeys.Password, fields.Span, "basic", "password: \"${secret.PASSWORD}\"");
        return user is null || password is null ? null : new BasicAuth(user, password);
    }

    public static CognitoAuth Cognito(Fields fields, Reading reading) => new(fields.Read(CognitoKeys.Users));

    private static Shape<Auth?> AskedOf(Func<Section> section, string example) => Forms.Short(
        new Shape<Auth?>("none", static (Node node, Reading reading, out Auth? value) =>
        {
            value = new NoAuth();
            return Shapes.Scalar(node, reading, "none, or a map") is { } scalar
                && (
                    scalar.Value == "none"
                        || reading.Wrong(
                            Codes.WrongValue, node.Span,
                            $"'{scalar.Value}' does not say what visitors have to show",
                            "write none, or a map: {basic: {user: guest, password: \"${secret.PASSWORD}\"}}", out value));
        }, "none", new ChoiceForm(["none"])),
        Forms.Map(section, ReadAuth, example));

    private static Auth? ReadAuth(Fields fields, Reading reading)
    {
        var basic = fields.Read(AuthKeys.Basic);
        var cognito = fields.Read(AuthKeys.Cognito);
        var openTo = fields.Read(AuthKeys.OpenTo);
        var given = new Key[] { AuthKeys.Basic, AuthKeys.Cognito, AuthKeys.OpenTo }.Where(fields.Has).ToList();
        if (given.Count == 0)
        {
            reading.Problems.Add(
                Codes.MissingKey, fields.Span, "auth does not say what visitors have to show",
                $"write none, or one of {string.Join(", ", fields.Section.Names)}");
        }
        else if (given.Count > 1)
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(given[1]),
                $"'{given[0]}' and '{given[1]}' both say what visitors have to show", "keep one of them");
        }

        foreach (var service in openTo)
        {
            reading.Expect(service, fields.ValueOf(AuthKeys.OpenTo), "service", Kind.Service);
        }

        return (Auth?)basic ?? (Auth?)cognito ?? (openTo.Count > 0 ? new OpenTo(openTo) : null);
    }
}
