using System.Text.RegularExpressions;
using Fairlead.Import.Found;

namespace Fairlead.Import.Text;

/// <summary>What looks like a secret is never copied. In doubt it is one: being asked for a value costs less than one in a file.</summary>
internal static partial class SecretSigns
{
    // A shorter one stands in too many words by chance.
    private const int ShortestValue = 5;

    private static readonly string[] Words =
        ["PASSWORD", "PASSWD", "PASS", "PASSPHRASE", "PWD", "SECRET", "SECRETS", "TOKEN", "TOKENS", "KEY", "KEYS", "APIKEY", "CREDENTIAL",
            "CREDENTIALS", "DSN", "SALT", "PEPPER", "PRIVATE", "CERT", "CERTIFICATE", "PEM", "WEBHOOK", "LICENSE", "LICENCE", "PIN"];

    private static readonly string[] Parts = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL"];

    // Settings about a secret: ACCESS_TOKEN_EXPIRE_MINUTES.
    private static readonly string[] About =
        ["MINUTES", "SECONDS", "HOURS", "DAYS", "TTL", "EXPIRY", "EXPIRE", "EXPIRES", "EXPIRATION", "LIFETIME", "AGE", "LENGTH", "SIZE",
            "ALGORITHM", "ALG", "TYPE", "HEADER", "ENABLED", "REQUIRED", "ROUNDS", "COUNT", "LIMIT", "RETRIES", "ISSUER", "AUDIENCE",
            "PREFIX", "URL", "HOST", "PORT", "POLICY", "FILE", "DISABLED", "ALLOWED", "MAX", "MIN", "WINDOW", "INTERVAL", "NAME"];

    // What a browser gets is no secret.
    private static readonly string[] PublicStarts =
        ["NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "REACT_APP_", "VITE_", "GATSBY_", "PUBLIC_", "VUE_APP_"];

    private static readonly string[] PublicEnds = ["SITE_KEY", "SITEKEY", "PUBLIC_KEY", "PUBLISHABLE_KEY", "VAPID_PUBLIC_KEY"];

    // What everybody sets where nothing is at stake: no secret, wherever else it stands.
    private static readonly string[] Usual = ["postgres", "postgresql", "mysql", "mariadb", "redis", "rabbitmq", "password", "secret",
        "admin", "guest", "example", "changeme", "minio", "minioadmin"];

    /// <summary>Values that only the app itself knows: they can be made up.</summary>
    private static readonly string[] Own =
        ["SECRET_KEY", "SECRET_KEY_BASE", "DJANGO_SECRET_KEY", "FLASK_SECRET_KEY", "APP_SECRET", "APP_SECRET_KEY", "JWT_SECRET",
            "JWT_SECRET_KEY", "SESSION_SECRET", "COOKIE_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET", "BETTER_AUTH_SECRET"];

    public static bool CanBeMade(string name) => Own.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool Is(string name, string value) => (IsName(name) && !IsSwitch(value) && !IsAmount(name, value)) || IsValue(value);

    /// <summary>What everybody sets where nothing is at stake.</summary>
    public static bool IsUsual(string value) => Usual.Contains(value);

    /// <summary>Keys for AWS: there a workload has a role of its own, and these would take its place.</summary>
    public static bool IsAwsKey(string name) =>
        name is "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" or "AWS_SESSION_TOKEN" or "AWS_PROFILE";

    public static bool IsName(string name)
    {
        var words = WordsOf(name);
        return words.Count > 0
            && !Array.Exists(PublicStarts, s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            && !Array.Exists(PublicEnds, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            && !About.Contains(words[^1])
            && (words[^1] is "AUTH" or "HTPASSWD"
                || words.Any(w => Words.Contains(w))
                || Parts.Any(p => name.Contains(p, StringComparison.OrdinalIgnoreCase)));
    }

    public static bool IsValue(string value) =>
        Known().IsMatch(value) || Assigned().IsMatch(value) || InUrl().IsMatch(value) || IsRandom(value);

    /// <summary>One word of a command: <c>--password=…</c>, a token, a URL with a password.</summary>
    public static bool IsInCommand(IReadOnlyList<string> words) =>
        words.Any(IsValue)
        || words.Zip(words.Skip(1)).Any(pair =>
            pair.First.StartsWith('-')
            && !pair.First.Contains('=', StringComparison.Ordinal)
            && IsName(pair.First.TrimStart('-'))
            && !pair.Second.StartsWith('-')
            && !pair.Second.StartsWith('$'));

    /// <summary>Values that stand under a secret's name, and nowhere under another: whatever else holds one of them holds a
    /// secret.</summary>
    public static IReadOnlyList<string> Values(IReadOnlyList<FoundVariable> variables)
    {
        var open = variables.Where(v => !IsName(v.Name)).Select(v => v.Hint ?? v.Value).ToHashSet(StringComparer.Ordinal);
        return [.. variables.Where(v => IsName(v.Name)).Select(v => v.Hint ?? v.Value ?? "")
            .Where(v => v.Length >= ShortestValue && !IsSwitch(v) && !Interpolation.HasMarks(v) && !Usual.Contains(v) && !open.Contains(v))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The words of a name, in capitals: DB_PASSWORD, dbPassword, db-password.</summary>
    public static IReadOnlyList<string> WordsOf(string name) => [.. Word().Matches(name).Select(m => m.Value.ToUpperInvariant())];

    // ALLOW_EMPTY_PASSWORD: "yes".
    private static bool IsSwitch(string value) =>
        value.ToUpperInvariant() is "0" or "1" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF";

    // MAX_TOKENS: 4096. A secret of digits says so with its last word.
    private static bool IsAmount(string name, string value) =>
        value.Length > 0
            && value.All(c => char.IsAsciiDigit(c) || c == '.')
            && WordsOf(name) is [.., var last]
            && (last == "TOKENS" || last == "KEYS"
                || (!Words.Contains(last) && !Parts.Any(p => last.Contains(p, StringComparison.Ordinal))));

    private static bool IsRandom(string value) =>
        value.Length >= 24
            && Random().IsMatch(value)
            && (Hex().IsMatch(value)
                || (value.Count(char.IsAsciiDigit) >= 2 && value.Any(char.IsAsciiLetterUpper) && value.Any(char.IsAsciiLetterLower)));

    [GeneratedRegex(@"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        @"\b(?:[sr]k_(?:live|test)_|gh[opsu]_|github_pat_|glpat-|xox[abprs]-|npm_|hf_|"
        + @"sk-|SG\.|(?:AKIA|ASIA)[0-9A-Z]{12}|AIza[\w-]{20}|eyJ[\w-]{10,}\.)|-----BEGIN|^base64:|hooks\.slack\.com/services",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();

    // Password=…; in a connection string, ?token=… in a URL, --password=… in a command. What refers to a variable holds nothing.
    [GeneratedRegex(
        @"(?:password|passwd|pwd|passphrase|requirepass|secret|token|account_?key|access_?key|api[-_]?key|"
        + @"(?<![a-z])key|signature|sig)[\w-]*\s*=\s*[""']?[^\s;&$""'\uE010\uE012]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"://[^\s/@:]*:[^\s/@\uE010\uE012][^\s/@]*@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InUrl();

    [GeneratedRegex(@"^[A-Za-z0-9+/_=-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Random();

    [GeneratedRegex(@"^[0-9a-fA-F]{24,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hex();
}
