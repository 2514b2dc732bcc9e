using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>A line of JSON for each event, on the output: for programs.</summary>
internal sealed class JsonLinesView(Screen screen) : IProgressView
{
    public Task Show(Event happened) => screen.WriteJsonLine(json => EventJson.Write(json, happened));

    public Task End() => Task.CompletedTask;
}
