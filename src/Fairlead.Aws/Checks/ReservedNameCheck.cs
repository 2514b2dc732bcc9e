using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Names that AWS keeps for itself, or Fairlead on AWS, and that would begin something which is named after the app.</summary>
internal static class ReservedNameCheck
{
    // What begins with the app's name on AWS: parameters ("can't be prefixed with aws or ssm", Systems Manager API, PutParameter), and
    // buckets.
    private static readonly string[] OfParameters = ["aws", "ssm"];

    // The account's stacks of all apps begin with it.
    private const string Own = "fairlead";

    public static void Check(App app, ProblemList problems)
    {
        var place = app.Document.Find("app")?.Value.Span ?? app.Document.Span;
        if (app.Name == Own)
        {
            problems.Add(Codes.WrongName, place, $"'{Own}' begins the names of what all apps of an account have", "choose another name");
        }

        if (Beginning(app.Name, OfParameters) is { } parameter)
        {
            problems.Add(Codes.WrongName, place,
                $"secrets are parameters under /{app.Name}/, and AWS takes none that begins with '{parameter}'",
                Suggested(app.Name, parameter));
        }
        else if (Beginning(app.Name, PhysicalName.KeptByS3) is { } bucket && app.Resources.Any(r =>
            r is Bucket { FixedName: null, Existing: null }))
        {
            problems.Add(Codes.WrongName, place, $"AWS takes no bucket whose name begins with '{bucket}'", Suggested(app.Name, bucket));
        }
    }

    private static string? Beginning(string name, string[] reserved) =>
        Array.Find(reserved, r => name.StartsWith(r, StringComparison.Ordinal));

    private static string Suggested(string name, string reserved) =>
        name[reserved.Length..].Trim('-') is { Length: > 0 } rest && char.IsAsciiLetter(rest[0])
            ? $"write '{rest}', or begin with another word"
            : "begin with another word";
}
