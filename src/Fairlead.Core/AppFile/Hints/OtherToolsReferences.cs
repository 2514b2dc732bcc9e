using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Hints;

/// <summary>References as shells, Compose, CloudFormation and pipelines write them, and what to write here instead.</summary>
internal static class OtherToolsReferences
{
    private static readonly string[] Defaults = [":-", ":=", ":?", ":+"];

    public static string? Advice(string name, string? attribute)
    {
        if (name.StartsWith("AWS::", StringComparison.Ordinal))
        {
            return name switch
            {
                "AWS::Region" => "write ${environment.region}",
                "AWS::AccountId" => "write ${environment.account}",
                _ => "write the value: CloudFormation's own references mean nothing here",
            };
        }

        if (Defaults.Any(d => name.Contains(d, StringComparison.Ordinal)))
        {
            return "a reference has no default: write the value, and what differs under environments";
        }

        if (name is "secrets" or "env" && attribute is not null)
        {
            return name == "secrets" ? $"write ${{secret.{attribute}}}" : "write the value: variables do not refer to each other";
        }

        if (name.StartsWith("secret:", StringComparison.Ordinal) && Variable.IsName(name[7..]))
        {
            return $"write ${{secret.{name[7..]}}}";
        }

        return attribute is null && Variable.IsName(name) && !name.Any(char.IsAsciiLetterLower)
            ? $"variables of this machine are not read: write the value, or ${{secret.{name}}}"
            : null;
    }
}
