using System.Text.RegularExpressions;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Hints;

/// <summary>Files of other tools, known by the keys at their top: what each is, and the step to take instead of mending it key by
/// key.</summary>
internal static partial class OtherFormats
{
    private static readonly string[] OfApps = ["images", "jobs", "resources", "environments"];

    /// <summary>Null for an app file, and for what is not known. It looks at the text: some of these are no YAML.</summary>
    public static (string What, string Step)? Find(Source source)
    {
        var text = source.Text;
        if (text.StartsWith("app:", StringComparison.Ordinal) || text.Contains("\napp:", StringComparison.Ordinal))
        {
            return null;
        }

        var keys = Top().Matches(text).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        static string Init(string format) => $"fairlead init --from {format} writes an app file from it";
        return text.Contains("\"containerDefinitions\"", StringComparison.Ordinal) || keys.Contains("containerDefinitions")
                ? ("a task definition of ECS", Init("ecs"))
            : keys.Contains("AWSTemplateFormatVersion") || (keys.Contains("Resources") && CloudFormation().IsMatch(text))
                ? ("a CloudFormation template", "name it under 'extras' of an app file, which 'fairlead init' writes")
            : Template().IsMatch(text) ? ("a template of Helm",
                "render it first, with 'helm template'; an app file is written by 'fairlead init'")
            : keys.Contains("apiVersion") && keys.Contains("kind")
                ? ("a manifest of Kubernetes", "write an app file with 'fairlead init', from what the app is built of")
            : CopilotType().IsMatch(text) ? ("a manifest of Copilot", Init("copilot"))
            : keys.Contains("service") && keys.Contains("image") && (keys.Contains("servers") || keys.Contains("proxy"))
                ? ("a configuration of Kamal", Init("kamal"))
            : keys.Contains("on") && keys.Contains("jobs") && text.Contains("runs-on", StringComparison.Ordinal)
                ? ("a workflow of GitHub",
                    "the app file is another file, which 'fairlead init' writes; 'ci' in it lets the workflow deploy")
            : keys.Contains("openapi") || keys.Contains("swagger") ? ("a description of an API", "write an app file with 'fairlead init'")
            : IsCompose(keys, text) ? ("a compose file", Init("compose"))
            : null;
    }

    private static bool IsCompose(HashSet<string> keys, string text) =>
        (keys.Contains("services") && !OfApps.Any(keys.Contains) && Service().IsMatch(text))
            || (keys.Contains("version") && keys.Contains("services"));

    [GeneratedRegex(@"^(?:\{\s*)?[""']?(?<key>[A-Za-z][\w-]*)[""']?\s*:(?=\s|$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000)]
    private static partial Regex Top();

    [GeneratedRegex(@"Type[""']?:\s*[""']?AWS::", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CloudFormation();

    [GeneratedRegex(@"\{\{-?\s*(?:\.Values|\.Release|\.Chart|include|if|range|with|template|define)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Template();

    [GeneratedRegex(
        @"^type:\s*[""']?(?:(?:Load Balanced Web|Backend|Worker|Request-Driven Web) Service|Scheduled Job|Static Site|Environment)[""']?"
        + @"\s*(?:#.*)?\r?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex CopilotType();

    // What a service of ours never says.
    [GeneratedRegex(
        @"(?:^\s+|[{,]\s*)(?:build|ports|environment|volumes|depends_on|restart|container_name|env_file|expose):"
        + @"|image:\s*[""']?[\w.-]*[:/.]",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Service();
}
