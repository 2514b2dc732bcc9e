namespace Fairlead.Core.Sources;

/// <summary>A place in a source. Line and column count from 1; the length is in characters and never leaves the line.</summary>
public sealed record Span(Source Source, int Line, int Column, int Length)
{
    public override string ToString() => $"{Source.Name}:{Line}:{Column}";
}
