using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;

namespace Fairlead.Cli.Commands;

/// <summary>What a person needs beforehand; what is wrong comes in a later version.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Policy = new("--policy")
    {
        Description = "The IAM policy that a person needs to deploy and operate the environment, as JSON",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "doctor",
            "The IAM policy that a person needs for an environment on AWS, by the names in the file",
            new("fairlead doctor --policy --env production", "for whoever gives you rights"),
            new("fairlead doctor --policy --env production > policy.json", "for 'aws iam create-policy'")) { Policy };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        if (!session.Get(Policy))
        {
            throw new UsageException("this version's doctor prints a policy: fairlead doctor --policy --env NAME");
        }

        if (session.Place.IsLocal)
        {
            throw new UsageException("the local engine knows no policies; name an environment on AWS: --env NAME");
        }

        // The account that the file pins needs nobody to be asked.
        var account = session.App.Environment.Account ?? (await session.Target.Identify(cancel)).Account!;
        await session.Out.WriteLineAsync(Composition.PolicyFor(session.App, account));
        return ExitCodes.Done;
    }
}
