using System.CommandLine;
using System.Text.Json;
using Fairlead.Cli.Output;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Cli;

/// <summary>What one run of a command works with. Everything is made when it is first asked for: <c>check</c> looks for no engine.</summary>
internal sealed class Session
{
    private readonly Surroundings surroundings;
    private readonly ParseResult parsed;
    private Source? source;
    private ReadResult? read;
    private ITarget? target;

    public Session(Surroundings surroundings, Redactor redactor, ParseResult parsed)
    {
        this.surroundings = surroundings;
        Redactor = redactor;
        this.parsed = parsed;
        Paint = new Paint(surroundings.IsTerminal && Options.WantsColour(parsed, surroundings));
    }

    public TextWriter Out => surroundings.Out;

    public TextWriter Error => surroundings.Error;

    public Paint Paint { get; }

    public Redactor Redactor { get; }

    public ITerminal Terminal => surroundings.Terminal;

    public IPrompt Prompt => surroundings.Prompt;

    public bool Json => parsed.GetValue(Options.Json);

    public bool Verbose => parsed.GetValue(Options.Verbose);

    public DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    /// <summary>Lines may be drawn over.</summary>
    public bool Moves => Paint.IsOn && string.IsNullOrEmpty(surroundings.Variable("CI"));

    public string Environment => parsed.GetValue(Options.Environment) ?? (surroundings.Variable("FAIRLEAD_ENV") is { Length: > 0 } chosen ? chosen : AppEnvironment.Local);

    public string User => surroundings.User;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    public string FilePath
    {
        get
        {
            if (parsed.GetValue(Options.File) is { } named)
            {
                var path = Path.GetFullPath(Path.Combine(surroundings.WorkingFolder, named));
                return File.Exists(path) ? path : throw new UsageException($"there is no file {named}");
            }

            return ProjectFolder.FindFile(surroundings.WorkingFolder)
                ?? throw new UsageException($"no {ProjectFolder.FileName} here or in a folder above; name one with --file");
        }
    }

    /// <summary>Whether there is an app file; some commands do without.</summary>
    public bool HasFile => parsed.GetValue(Options.File) is not null || ProjectFolder.FindFile(surroundings.WorkingFolder) is not null;

    /// <summary>Where a new app file would be written; its folder is there.</summary>
    public string NewFilePath
    {
        get
        {
            var path = Path.GetFullPath(Path.Combine(surroundings.WorkingFolder, parsed.GetValue(Options.File) ?? ProjectFolder.FileName));
            return Directory.Exists(Path.GetDirectoryName(path)) ? path : throw new UsageException($"there is no folder {Path.GetDirectoryName(path)}");
        }
    }

    /// <summary>A path that somebody typed.</summary>
    public string PathOf(string typed) => Path.GetFullPath(Path.Combine(surroundings.WorkingFolder, typed));

    public string Folder => Path.GetDirectoryName(FilePath)!;

    /// <summary>The app file, read once for all that one command asks of it.</summary>
    public Source Source => source ??= new Source(Path.GetRelativePath(surroundings.WorkingFolder, FilePath), AppFileText.Read(FilePath));

    public ReadResult ReadFile(string environment) => AppFileReader.Read(Source, environment, new ProjectFolder(Folder));

    /// <summary>The app of the chosen environment. Problems are shown, and end the command.</summary>
    public App App
    {
        get
        {
            if (read is null)
            {
                read = ReadFile(Environment);
                ProblemReport.Write(this, read.Problems);
            }

            return read.App ?? throw new ProblemsException();
        }
    }

    public AppId AppId => App.Id;

    public ITarget Target => target ??= Composition.TargetOf(App, Folder, surroundings);

    /// <summary>The commit and tag that a release would be made of.</summary>
    public Task<ReleaseIdentity> Identify(CancellationToken cancel) => Git.Identify(Folder, surroundings.User, cancel);

    /// <summary>From here on, no secret value of the app is shown.</summary>
    public async Task LearnSecrets(CancellationToken cancel)
    {
        var store = Target.Secrets(AppId);
        foreach (var name in (await store.List(cancel)).Keys)
        {
            if (await store.Get(name, cancel) is { } value)
            {
                Redactor.Learn(value);
            }
        }
    }

    /// <summary>As <see cref="LearnSecrets"/>, for commands that need no target: where there is none, nothing is known that could be shown.</summary>
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

    /// <summary>A document on the output, without known secrets.</summary>
    public Task WriteJson(Action<Utf8JsonWriter> members) => Out.WriteLineAsync(JsonText.Document(Redactor, members));

    /// <summary>Text on the output, without known secrets.</summary>
    public Task WriteText(string text) => Out.WriteAsync(Redactor.Clean(text));

    public void Warn(string message) => Error.WriteLine(Paint.Yellow("warning: ") + message);
}

/// <summary>The file has problems, and they have been shown.</summary>
internal sealed class ProblemsException : Exception;

/// <summary>The command was called in a wrong way.</summary>
internal sealed class UsageException(string message) : Exception(message);
