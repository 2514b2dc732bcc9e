using System.Text.RegularExpressions;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>Values of Copilot's manifests in the app file's words.</summary>
internal sealed partial class CopilotText(string app, IReadOnlyDictionary<string, int?> services)
{
    /// <summary>The environment's name, the app's, and addresses of services; other variables are secrets of their names.</summary>
    public string Normal(string text)
    {
        var known = Known().Replace(text, m => m.Groups["name"].Value == "ENVIRONMENT" ? Interpolation.Link("environment.name") : app);
        var linked = Discovery().Replace(known, m => services.TryGetValue(m.Groups["service"].Value, out var port)
            ? m.Groups["port"] is { Success: true } written && written.Value == $":{port}"
                ? Interpolation.Link($"{m.Groups["service"].Value}.address")
                : Interpolation.Link($"{m.Groups["service"].Value}.host") + m.Groups["port"].Value
            : m.Value);
        return Shell().Replace(linked, m => Interpolation.Variable(m.Groups["name"].Value));
    }

    /// <summary>As <see cref="Normal"/>, as the app file writes it.</summary>
    public string Render(string text) => Interpolation.Render(Normal(text));

    /// <summary><c>@daily</c>, <c>rate(…)</c>, <c>cron(…)</c>, <c>@every 5m</c>, or five fields.</summary>
    public static string Schedule(string text) => ValueHints.Schedule(text) ?? text;

    [GeneratedRegex(@"\$\{COPILOT_(?<name>ENVIRONMENT|APPLICATION)_NAME\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();

    // api.test.shop.local:8080, api.svc.…: names of service discovery.
    [GeneratedRegex(
        @"(?<![\w.-])(?<service>[a-z][a-z0-9-]*)\.(?:[a-z0-9-]+|\uE012environment\.name\uE013)\.[a-z0-9-]+\.local"
        + @"(?<port>:\d{2,5})?(?![\w.])",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Discovery();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shell();
}
