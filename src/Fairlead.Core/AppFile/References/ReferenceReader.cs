using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.References;

/// <summary>What one reference stands for.</summary>
/// <param name="variable">The variable it is for, if it is for one.</param>
internal sealed class ReferenceReader(Reading reading, string? variable)
{
    private static readonly string[] OfEnvironment = ["name", "region", "account"];
    private static readonly string[] OfRelease = ["commit", "tag", "id"];

    /// <param name="inside">What stands between the braces; null when that is already known to be wrong.</param>
    public Reference? Find(string? inside)
    {
        if (inside is null)
        {
            return null;
        }

        if (inside.Any(char.IsWhiteSpace) || inside.Length == 0)
        {
            var bare = string.Concat(inside.Where(c => !char.IsWhiteSpace(c)));
            return new ReferenceError(
                Codes.ReferenceSyntax, inside.Length == 0 ? "the reference names nothing" : "a reference has no spaces",
                $"write ${{{(bare.Length == 0 ? "name.attribute" : bare)}}}");
        }

        if (inside.StartsWith("ssm:", StringComparison.Ordinal))
        {
            return Ssm(inside[4..]);
        }

        if (inside.StartsWith("stack:", StringComparison.Ordinal))
        {
            return Stack(inside[6..]);
        }

        var dot = inside.IndexOf('.', StringComparison.Ordinal);
        var (head, tail) = dot < 0 ? (inside, null) : (inside[..dot], inside[(dot + 1)..]);
        return (head, tail) switch
        {
            ("app", null) => new Resolved(reading.App),
            ("domain", null) => ResolvedOr(
                reading.Environment.Domain, $"${{domain}} is not known: the environment {reading.Environment.Name} has no domain",
                "domain"),
            ("environment", _) => EnvironmentField(tail ?? ""),
            ("release", _) => ReleaseField(tail ?? ""),
            ("secret", _) => Secret(tail),
            ("extras", _) => Extras(tail),
            _ => NamedThing(head, tail),
        };
    }

    private Reference Extras(string? output) => output is not null && IsOutput(output)
        ? NoSuchOutput(output) ?? OnAws(new ExtrasPart(output))
        : new ReferenceError(Codes.ReferenceSyntax, "an output of extras is named by letters and digits", "write ${extras.Output}");

    private Reference EnvironmentField(string field) => field switch
    {
        "name" => new Resolved(reading.Environment.Name),
        "region" => new Resolved(reading.Environment.Region),
        "account" => ResolvedOr(
            reading.Environment.Account,
            $"${{environment.account}} is not known: the environment {reading.Environment.Name} names no account", "account"),
        _ => new ReferenceError(
            Codes.UnknownAttribute,
            field.Length == 0 ? "say which attribute of the environment is meant" : $"the environment has no '{field}'",
            Nearest.Hint(field, OfEnvironment, "it has")),
    };

    private static Reference ReleaseField(string field) => Array.IndexOf(OfRelease, field) is >= 0 and var found
        ? new Unresolved(new ReleasePart((ReleaseField)found))
        : new ReferenceError(
            Codes.UnknownAttribute, field.Length == 0 ? "say which attribute of the release is meant" : $"a release has no '{field}'",
            Nearest.Hint(field, OfRelease, "it has"));

    private Reference Secret(string? name)
    {
        if (name is null && variable is not null && Variable.IsEnvName(variable) && !Variable.IsName(variable))
        {
            return new ReferenceError(
                Codes.WrongName, $"'{variable}' can be the name of a variable, and not of a secret",
                $"write ${{secret.{Variable.SecretNameFor(variable)}}}");
        }

        name ??= variable;
        return name is null
            ? new ReferenceError(
                Codes.ReferenceSyntax, "${secret} alone means \"named like this variable\", and this is no variable",
                "write ${secret.NAME}")
            : !Variable.IsName(name)
                ? new ReferenceError(
                    Codes.WrongName, $"'{name}' can not be the name of a secret",
                    "use letters, digits and _, and start with a letter")
            : new Unresolved(new SecretPart(name));
    }

    // Where not all files could be read, any of the others may have it.
    private ReferenceError? NoSuchOutput(string output) =>
        reading.Environment.IsLocal
            || reading.Extras is not { } extras
            || extras.Any(e => e.Template is null || e.Template.Outputs.Contains(output, StringComparer.Ordinal))
            ? null
        : extras.Count == 0
            ? new ReferenceError(
                Codes.UnknownReference, "there are no extras that could have an output",
                "add 'extras: aws/*.yml', the CloudFormation files")
        : new ReferenceError(
            Codes.UnknownReference, $"no file under extras has an output {output}",
            Nearest.Hint(output, [.. extras.SelectMany(e => e.Template!.Outputs)], "outputs"));

    private Reference Ssm(string path) =>
        path.Length > 1 && path[0] == '/' && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
        ? OnAws(new SsmPart(path))
        : new ReferenceError(Codes.ReferenceSyntax, $"'{path}' is not the path of a parameter", "write ${ssm:/platform/name}");

    private Reference Stack(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && IsOutput(name[(dot + 1)..]) && name[..dot].All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? OnAws(new StackPart(name[..dot], name[(dot + 1)..]))
            : new ReferenceError(Codes.ReferenceSyntax, $"'{name}' does not name a stack and its output", "write ${stack:name.Output}");
    }

    // Keys that mean nothing on the local engine may hold such references; a variable has to have a value.
    private Reference OnAws(Part part)
    {
        reading.Lookups.Add(part);
        return variable is not null && reading.Environment.IsLocal
            ? new ReferenceError(
                Codes.AwsOnly, $"${{{part}}} is known on AWS only",
                $"give {variable} another value under environments: {{local: …}}")
            : new Unresolved(part);
    }

    private Reference NamedThing(string name, string? attribute)
    {
        if (!reading.Names.TryGetValue(name, out var named))
        {
            var known = reading.Names.Keys.Concat(["app", "domain", "environment", "release", "secret"]).ToList();
            var hint = Nearest.Hint(name, known, "known are", out var near);
            return new ReferenceError(
                Codes.UnknownReference, $"nothing is named '{name}'", OtherToolsReferences.Advice(name, attribute) ?? hint,
                reading.Standing(near));
        }

        var attributes = Attributes.ForKind(named.Kind);
        if (attributes.Count == 0)
        {
            return new ReferenceError(
                Codes.UnknownAttribute, $"'{name}' is {Attributes.Describe(named.Kind)} and has nothing to refer to",
                Nothing(named.Kind, name));
        }

        var names = attributes.Select(Attributes.NameOf).ToList();
        if (attribute is null || names.IndexOf(attribute) is not (>= 0 and var found))
        {
            return new ReferenceError(
                Codes.UnknownAttribute,
                attribute is null ? $"say which attribute of '{name}' is meant" : $"'{name}' has no '{attribute}'",
                Nearest.Hint(attribute ?? "", names, "it has"));
        }

        return Lacks(named, attributes[found], name)
            ?? (Reference)new Unresolved(
                new AttributePart(name, named.Kind, attributes[found], named.Place) { IsLink = !IsPublic(named, attributes[found]) });
    }

    private static bool IsPublic(Named named, Model.Attribute attribute) =>
        named.Kind == Kind.Service
            && named.HasRoute
            && attribute is Model.Attribute.Url or Model.Attribute.UrlScheme or Model.Attribute.UrlHost or Model.Attribute.UrlPort;

    private static string? Nothing(Kind kind, string name) => kind switch
    {
        Kind.Job => "only jobs with 'gpu' have a queue and a definition",
        Kind.Volume => $"mount it: mounts: {{/path: {name}}}",
        _ => null,
    };

    // What a kind of thing has, but not this one.
    private ReferenceError? Lacks(Named named, Model.Attribute attribute, string name)
    {
        if (named.Kind == Kind.Service && !named.HasPort)
        {
            // Where only an environment says something of a name, the name in the file may be another.
            var near = Nearest.To(
                name, reading.Names.Where(n => n.Key != name && n.Value.Kind == Kind.Service && n.Value.HasPort).Select(n => n.Key));
            return new ReferenceError(
                Codes.UnknownAttribute, $"'{name}' has no port, so nothing leads to it",
                $"give '{name}' a port{(near is null ? "" : $"; or did you mean '{near}'?")}", reading.Standing(near ?? name));
        }

        if (IsPublic(named, attribute) && !named.HasUrl)
        {
            return new ReferenceError(
                Codes.UnknownAttribute, $"'{name}' answers for many hosts, and none of them is its address",
                $"put a host before the wildcard in the route of '{name}'", reading.Standing(name));
        }

        if (named.Kind == Kind.Bucket && attribute == Model.Attribute.Key && !named.HasOwnKey)
        {
            return new ReferenceError(Codes.UnknownAttribute, $"'{name}' has no key of its own", $"add 'encrypt: own-key' to '{name}'");
        }

        return named.Gives?.Invoke(attribute) == false
            ? new ReferenceError(
                Codes.UnknownAttribute, $"'{name}' is there already, and its {Attributes.NameOf(attribute)} is not given",
                $"add it under 'existing' of '{name}'")
            : null;
    }

    // What an environment does not say is missing there, wherever it is asked for.
    private Reference ResolvedOr(string? value, string message, string key) => value is not null
        ? new Resolved(value)
        : new ReferenceError(
            Codes.UnknownReference, message, $"set '{key}' {(key == "domain" ? "at the top or " : "")}in the environment",
            reading.EnvironmentPlace is { } place ? new Related(place, $"the environment has no '{key}'") : null);

    private static bool IsOutput(string name) => name.Length > 0 && name.All(char.IsAsciiLetterOrDigit);
}

/// <summary>What a reference stands for. The family is closed.</summary>
internal abstract record Reference;

/// <summary>A text that is known by now.</summary>
internal sealed record Resolved(string Value) : Reference;

/// <summary>A part whose value a target knows.</summary>
internal sealed record Unresolved(Part Part) : Reference;

internal sealed record ReferenceError(ProblemCode Code, string Message, string? Hint, Related? Related = null) : Reference;
