using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;

namespace Fairlead.Cli.Commands;

internal static class RenderCommand
{
    private static readonly Option<string?> Into = new("--out") { Description = "A folder for one file each", HelpName = "DIR" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "render",
            "What the target would create: containers for local, CloudFormation templates for AWS",
            new("fairlead render", "the containers of this machine"),
            new("fairlead render --env production --out templates", "a file for each stack")) { Into };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var rendering = await session.Target.Render(session.App, cancel);
        if (rendering.Refusals.Count > 0)
        {
            ProblemReport.Write(session, rendering.Refusals);
            throw new ProblemsException(rendering.Refusals);
        }

        var documents = rendering.Documents;
        if (session.Get(Into) is { } folder)
        {
            await RenderedFolder.Write(session.PathOf(folder), rendering, session.App.Environment.IsLocal, cancel);
        }
        else if (session.Json)
        {
            await session.WriteJson(json => json.Array(session.App.Environment.IsLocal ? "containers" : "stacks", documents, d =>
            {
                json.WriteString("name", d.Name);
                json.WriteString("text", d.Text);
            }));
        }
        else
        {
            await session.Out.WriteAsync(string.Join("\n", documents.Select(d => d.Text)));
        }

        return ExitCodes.Done;
    }
}
