using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Secrets do not stand in the file: neither those one can tell by their form, nor those one can tell by their name.</summary>
internal static class ClearSecretCheck
{
    private const int ShortestToken = 16;
    private const double Random = 3.5;

    public static void Check(App app, ProblemList problems) => Walk("", app.Document, app.Environment.IsLocal, problems);

    private static void Walk(string key, Node node, bool local, ProblemList problems)
    {
        switch (node)
        {
            case MapNode map:
                // Where secrets are declared their names stand, and how each comes to be.
                foreach (var entry in map.Entries.Where(e => e.Key != "secrets"))
                {
                    Walk(entry.Key, entry.Value, local, problems);
                }

                break;
            case ListNode list:
                foreach (var item in list.Items)
                {
                    Walk(key, item, local, problems);
                }

                break;
            case ScalarNode scalar when scalar.Value.Length > 3:
                CheckText(key, scalar, local, problems);
                break;
        }
    }

    private static void CheckText(string key, ScalarNode scalar, bool local, ProblemList problems)
    {
        if (ClearSecrets.Find(scalar.Value) is { } what)
        {
            var message = $"{what} stands here in clear, and whoever reads the file has it";
            var hint = IsVariable(key)
                ? $"write {Reference(key)}, run 'fairlead secret set {Variable.SecretNameFor(key)}', and replace it: it is known now"
                : "write ${secret.NAME}, and replace it: it is known now";
            if (local)
            {
                problems.Warn(Codes.ClearSecret, scalar.Span, message, hint);
            }
            else
            {
                problems.Add(Codes.ClearSecret, scalar.Span, message, hint);
            }
        }
        else if (!local && IsNamedSo(key) && !scalar.Value.Contains("${", StringComparison.Ordinal) && IsSecret(key, scalar.Value))
        {
            problems.Hide(
                Codes.ClearSecret, scalar.Span, $"{key} looks like a secret in clear",
                $"write {Reference(key)}, and run 'fairlead secret set {Variable.SecretNameFor(key)}'");
        }
    }

    // Keys of the format are lower-case, without dots.
    private static bool IsVariable(string key) =>
        Variable.IsEnvName(key) && (key.Any(char.IsAsciiLetterUpper) || key.Contains('.', StringComparison.Ordinal));

    private static string Reference(string key) => Variable.IsName(key) ? "${secret}" : $"${{secret.{Variable.SecretNameFor(key)}}}";

    private static bool IsNamedSo(string key) => IsVariable(key)
        && new[] { "PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL" }.Any(
            w => Variable.SecretNameFor(key).Contains(w, StringComparison.OrdinalIgnoreCase));

    private static bool IsSecret(string key, string value) =>
        (key.EndsWith("PASSWORD", StringComparison.OrdinalIgnoreCase) && !bool.TryParse(value, out _))
        || (
            value.Length >= ShortestToken
                && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '_' or '-')
                && value.Any(char.IsAsciiDigit)
                && value.Any(char.IsAsciiLetter)
                && Entropy(value) >= Random);

    private static double Entropy(string text) =>
        text.GroupBy(c => c).Select(g => (double)g.Count() / text.Length).Sum(p => -p * Math.Log2(p));
}
