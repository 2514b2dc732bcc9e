using System.CommandLine;
using Fairlead.Aws.Checks;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Sessions;

/// <summary>
/// What one run of a command works with. Everything is made when it is first asked for: <c>check</c> looks for no engine.
/// </summary>
internal sealed class Session : Screen
{
    private readonly HostEnvironment host;
    private readonly ParseResult parsed;
    private Source? source;
    private ReadResult? read;
    private bool isReported;
    private Place? place;
    private ITarget? target;

    /// <summary>All apps of the local engine; no app file is needed.</summary>
    public Task<IReadOnlyList<Docker.EngineApp>> EngineApps(CancellationToken cancel) => Composition.EngineApps(host, cancel);

    public Session(HostEnvironment host, Redactor redactor, ParseResult parsed)
        : base(host, new Paint(host.IsTerminal && Options.WantsColour(parsed, host)), redactor)
    {
        this.host = host;
        this.parsed = parsed;
        Json = parsed.GetValue(Options.Json);
        Verbose = parsed.GetValue(Options.Verbose);
        Named = parsed.GetValue(Options.Environment);
        Typed = Options.Typed(parsed);
        Environment = parsed.GetValue(Options.Environment)
            ?? (host.Variable("FAIRLEAD_ENV") is { Length: > 0 } chosen ? chosen : AppEnvironment.Local);
    }

    public ITerminal Terminal => host.Terminal;

    public IPrompt Prompt => host.Prompt;

    public Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>, int?> Launch => host.Launch;

    /// <summary>The chosen environment; a kept plan chooses its own where nobody did.</summary>
    public string Environment { get; private set; }

    public string User => host.User;

    public string FilePath
    {
        get
        {
            if (Options.FileIn(parsed) is { } named)
            {
                return Found(named);
            }

            return ProjectFolder.FindFile(host.WorkingFolder) ?? throw new UsageException(
                $"no {ProjectFolder.FileName} here or in a folder above; 'fairlead init' writes one, --file names one elsewhere");
        }
    }

    /// <summary>Whether there is an app file; some commands do without.</summary>
    public bool HasFile => Options.FileIn(parsed) is not null || ProjectFolder.FindFile(host.WorkingFolder) is not null;

    /// <summary>Where a new app file would be written; its folder is there.</summary>
    public string NewFilePath
    {
        get
        {
            var path = PathOf(Options.FileIn(parsed) ?? ProjectFolder.FileName);
            path = Directory.Exists(path) ? Path.Combine(path, ProjectFolder.FileName) : path;
            return Directory.Exists(Path.GetDirectoryName(path))
                ? path
                : throw new UsageException($"there is no folder {Path.GetDirectoryName(path)}");
        }
    }

    public string Folder => Path.GetDirectoryName(FilePath)!;

    /// <summary>The app file, read once for all that one command asks of it.</summary>
    public Source Source => source ??= new Source(Path.GetRelativePath(host.WorkingFolder, FilePath), AppFileText.Read(FilePath));

    /// <summary>The app of the chosen environment. Problems are shown, and end the command.</summary>
    public App App
    {
        get
        {
            var result = Read();
            if (!isReported)
            {
                isReported = true;
                ProblemReport.Write(this, result.Problems);
            }

            return result.App ?? throw new ProblemsException(result.Problems);
        }
    }

    /// <summary>Where the app runs. The rest of the file may be wrong: that is told in one line.</summary>
    public Place Place => place ??= FindPlace();

    /// <summary>The app of the chosen environment, for commands that do without where the file can not be read.</summary>
    public App? AppIfReadable => Place is null ? null : Read().App;

    public AppId AppId => Place.Id;

    public ITarget Target => target ??= Composition.TargetOf(Place, Folder, host);

    /// <summary>The environments of the file.</summary>
    public IReadOnlyList<string> Environments => AppFileReader.Environments(Source);

    /// <summary>Another environment of the file; where that does not say where it is, the problem.</summary>
    public (ITarget? Target, Problem? Problem) TargetIn(string environment)
    {
        var header = HeaderReader.Read(Source, environment, new ProjectFolder(Folder));
        return (header.Place is { } there ? Composition.TargetOf(there, Folder, host) : null, header.Problem);
    }

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>A path that somebody typed.</summary>
    public string PathOf(string typed) => Path.GetFullPath(Path.Combine(host.WorkingFolder, typed));

    public ReadResult ReadFile(string environment) => ReadFile(environment, new ProjectFolder(Folder));

    public ReadResult ReadFile(string environment, IProjectFiles files) =>
        AppFileReader.Read(Source, environment, files, AwsChecks.Check);

    /// <summary>Takes the environment where none was chosen.</summary>
    public void Suggest(string environment)
    {
        if (parsed.GetValue(Options.Environment) is null && string.IsNullOrEmpty(host.Variable("FAIRLEAD_ENV")))
        {
            Environment = environment;
        }
    }

    /// <summary>The commit and tag that a release would be made of.</summary>
    public Task<ReleaseIdentity> IdentifySource(CancellationToken cancel) => Git.Identify(Folder, host.User, cancel);

    /// <summary>From here on, no secret value of the app is shown.</summary>
    public async Task LearnSecrets(CancellationToken cancel)
    {
        foreach (var value in (await Target.Secrets.Values(cancel)).Values)
        {
            Redactor.Learn(value);
        }
    }

    /// <summary>
    /// As <see cref="LearnSecrets"/>, for commands that need no target: where there is none, nothing is known that could be shown.
    /// </summary>
    public async Task LearnSecretsAtHand(CancellationToken cancel)
    {
        try
        {
            await LearnSecrets(cancel);
        }
        catch (FailureException)
        {
            // An environment that is not here, or no engine: the command goes on without.
        }
    }

    // A folder stands for the file in it.
    private string Found(string typed)
    {
        var path = PathOf(typed);
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? path : throw new UsageException($"there is no file {typed}");
        }

        var inside = Path.Combine(path, ProjectFolder.FileName);
        return File.Exists(inside) ? inside : throw new UsageException(
            $"{typed} is a folder without a {ProjectFolder.FileName}; name the file in it, or write one: fairlead init --file {typed}");
    }

    private ReadResult Read() => read ??= ReadFile(Environment);

    private Place FindPlace()
    {
        var result = Read();
        if (HeaderReader.Read(Source, Environment, new ProjectFolder(Folder)).Place is not { } found)
        {
            return App is null
                ? throw new ProblemsException(result.Problems)
                : throw new UsageException($"{Source.Name} does not say where the app runs");
        }

        if (result.App is null && result.Problems.FirstOrDefault(p => p.Severity == Severity.Error) is { } first)
        {
            Warn(
                $"{Source.Name} could not be read (line {first.Span.Line}: {first.Message}); going on with what runs. See: fairlead check");
        }

        return found;
    }
}
