using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Core.Model;

namespace Fairlead.Tests.Support;

/// <summary>A way to make a good file wrong.</summary>
/// <param name="Change">The text of the app's document, written out in full, with the fault in it.</param>
internal sealed record Break(string Name, Func<App, string, string> Change);

/// <summary>Wrong files, made of good ones. Some are wrong in themselves, some only by what is made of them.</summary>
internal static partial class Breaks
{
    private const int Many = 120;

    public static readonly IReadOnlyList<Break> All =
    [
        new("an unknown key", (_, t) => t + "servces: {}\n"),
        new("a name of the app that is too long", (_, t) => App().Replace(t, $"app: {new string('a', 70)}")),
        new("a name of a service that is too long", (a, t) => Service(a, t, new string('s', 70), "")),
        new("a reference to nothing", (a, t) => Service(a, t, "lost", "env: {URL: \"${nobody.url}\"}")),
        new("a region that is none", (_, t) => Region().Replace(t, "region: Ireland")),
        new("two of one name", (a, t) => Under(Service(a, t, "twin", ""), "resources", "twin: volume")),
        new("a task larger than any", (a, t) => Service(a, t, "huge", "cpu: 64, memory: 500G")),
        new("a definition larger than any", (a, t) => Service(a, t, "wordy", $"env: {{{Join(3, i => $"TEXT{i}: {Long(30_000)}")}}}")),
        new("a secret larger than any", (a, t) => Service(a, t, "secretive", $"env: {{ALL: \"${{secret.DOOR}}{Long(9_000)}\"}}")),
        new("more rules than a load balancer has", (a, t) => Services(a, t, Many, i => $"port: 80, route: /extra-{i}")),
        new("more names than a certificate has", (a, t) => a.Edge.Certificates.Count > 0 ? t
            : Services(a, t, 30, i => $"port: 80, route: [{Join(4, j => $"\"h{j}.extra-{i}.${{domain}}\"")}]")),
        new("more paths than a rule has", (a, t) => Service(a, t, "wide", $"port: 80, route: [{Join(9, i => $"/w{i}")}]")),
        new("more resources than a stack has", (a, t) => Services(a, t, 300, _ => "")),
        new("more parameters than a stack has", (a, t) =>
            Service(a, t, "curious", $"permissions: [{{allow: [s3:GetObject], to: [{Join(210, i => $"\"${{stack:o.A{i}}}\"")}]}}]")),
        new("more rights than a policy has", (a, t) => Under(Service(a, t, "busy", $"uses: {{{Join(Many, i => $"stock-{i}: readwrite")}}}"),
            "resources", [.. Enumerable.Range(0, Many).Select(i => $"stock-{i}: {{type: bucket, encrypt: own-key}}")])),
        new("more addresses than a list has", (a, t) => a.Edge.Allow.Count > 0 ? t : Under(t, "edge",
            $"allow: {{all: [{Join(10_100, i => $"10.{i / 62_500 + 1}.{i / 250 % 250}.{i % 250}/32")}]}}")),
        new("strict where nothing is prepared for it", (a, t) => HasKey(a, "security") ? t : t + "security: strict\n"),
        new("extras larger than any", (a, t) => HasKey(a, "extras") ? t : t + "extras: [large.yml]\n"),
    ];

    /// <summary>A template that no stack takes.</summary>
    public static string LargeTemplate { get; } = "Resources:\n" + string.Concat(Enumerable.Range(0, 1_000)
        .Select(i => $"  Topic{i}: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: {new string('x', 1_000)}}}}}\n"));

    private static string Service(App app, string text, string name, string keys) =>
        Under(text, "services", $"{name}: {{image: {app.Images.Select(i => i.Name).Min()}{(keys.Length > 0 ? ", " : "")}{keys}}}");

    private static string Services(App app, string text, int count, Func<int, string> keys) =>
        Enumerable.Range(0, count).Aggregate(text, (t, i) => Service(app, t, $"extra-{Number(i)}", keys(i)));

    // The document is written in block style, each section once.
    private static string Under(string text, string section, params string[] lines)
    {
        var inside = string.Concat(lines.Select(l => $"  {l}\n"));
        var head = $"\n{section}:\n";
        return text.Contains(head, StringComparison.Ordinal) ? text.Replace(head, head + inside) : $"{text}{section}:\n{inside}";
    }

    private static bool HasKey(App app, string key) => app.Document.Find(key) is not null;

    private static string Join(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));

    private static string Long(int length) => new('x', length);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^app: .*$", RegexOptions.Multiline)]
    private static partial Regex App();

    [GeneratedRegex("region: \\S+")]
    private static partial Regex Region();
}
