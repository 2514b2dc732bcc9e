using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Aws.CloudFormation;

/// <summary>A stack as the JSON that CloudFormation takes. The same stack gives the same bytes, whatever the order it was filled in.</summary>
internal static class StackJson
{
    // Compact is what is uploaded and hashed; the other is for people.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    public static byte[] Render(Stack stack, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact);
        Render(stack, writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Each stack with the length of what is uploaded of it; written out in full, over and over into the same small room.</summary>
    public static IEnumerable<(Stack Stack, int Bytes)> Measure(IEnumerable<Stack> stacks)
    {
        using var writer = new Utf8JsonWriter(new Forgetful(), Compact);
        foreach (var stack in stacks)
        {
            writer.Reset();
            Render(stack, writer);
            yield return (stack, (int)writer.BytesCommitted);
        }
    }

    private static void Render(Stack stack, Utf8JsonWriter writer)
    {
        if (stack.RawTemplate is { } written)
        {
            writer.WriteRawValue(written, skipInputValidation: true);
            writer.Flush();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("AWSTemplateFormatVersion"u8, "2010-09-09"u8);
        if (stack.Description is { } description)
        {
            writer.WriteString("Description"u8, description);
        }

        Parameters(writer, stack);
        Conditions(writer, stack);
        Resources(writer, stack);
        Outputs(writer, stack);
        writer.WriteEndObject();
        writer.Flush();
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case TextValue text:
                writer.WriteStringValue(text.Text);
                break;
            case NumberValue number:
                WriteNumber(writer, number);
                break;
            case FlagValue flag:
                writer.WriteBooleanValue(flag.Flag);
                break;
            case ListValue list:
                WriteList(writer, list);
                break;
            case MapValue map:
                WriteMap(writer, map);
                break;
            case CallValue call:
                writer.WriteStartObject();
                writer.WritePropertyName(call.Function);
                Write(writer, call.Argument);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, NumberValue number)
    {
        if (number.IsInteger)
        {
            writer.WriteNumberValue((long)number.Number);
        }
        else
        {
            writer.WriteNumberValue(number.Number);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, ListValue list)
    {
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            Write(writer, list[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapValue map)
    {
        writer.WriteStartObject();
        foreach (var pair in map.Pairs)
        {
            writer.WritePropertyName(pair.Key);
            Write(writer, pair.Value);
        }

        writer.WriteEndObject();
    }

    private static void Parameters(Utf8JsonWriter writer, Stack stack)
    {
        if (stack.Parameters.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("Parameters"u8);
        foreach (var parameter in stack.Parameters)
        {
            writer.WriteStartObject(parameter.Name);
            if (parameter.Pattern is { } pattern)
            {
                writer.WriteString("AllowedPattern"u8, pattern);
            }

            if (parameter.Default is { } value)
            {
                writer.WriteString("Default"u8, value);
            }

            writer.WriteString("Type"u8, parameter.Type);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Conditions(Utf8JsonWriter writer, Stack stack)
    {
        if (stack.Conditions.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("Conditions"u8);
        foreach (var (name, condition) in stack.Conditions)
        {
            writer.WritePropertyName(name);
            Write(writer, condition);
        }

        writer.WriteEndObject();
    }

    private static void Resources(Utf8JsonWriter writer, Stack stack)
    {
        writer.WriteStartObject("Resources"u8);
        foreach (var resource in stack.Resources)
        {
            writer.WriteStartObject(resource.Id);
            if (resource.Condition is { } condition)
            {
                writer.WriteString("Condition"u8, condition);
            }

            WritePolicy(writer, "DeletionPolicy", resource.DeletionPolicy?.OnDelete);
            WriteDependsOn(writer, resource.DependsOn);
            if (resource.Metadata is { } metadata)
            {
                writer.WritePropertyName("Metadata"u8);
                WriteMap(writer, metadata);
            }

            if (resource.Properties.Count > 0)
            {
                writer.WritePropertyName("Properties"u8);
                WriteMap(writer, resource.Properties);
            }

            writer.WriteString("Type"u8, resource.Type);
            if (resource.UpdatePolicy is { } update)
            {
                writer.WritePropertyName("UpdatePolicy"u8);
                WriteMap(writer, update);
            }

            WritePolicy(writer, "UpdateReplacePolicy", resource.DeletionPolicy?.OnReplace);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter writer, string name, string? policy)
    {
        if (policy is not null)
        {
            writer.WriteString(name, policy);
        }
    }

    [SuppressMessage("Performance", "CA1859", Justification = "as the record says it")]
    private static void WriteDependsOn(Utf8JsonWriter writer, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("DependsOn"u8);
        foreach (var id in ids.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }

    private static void Outputs(Utf8JsonWriter writer, Stack stack)
    {
        if (stack.Outputs.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("Outputs"u8);
        foreach (var output in stack.Outputs)
        {
            writer.WriteStartObject(output.Name);
            if (output.Description is { } description)
            {
                writer.WriteString("Description"u8, description);
            }

            writer.WritePropertyName("Value"u8);
            Write(writer, output.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Takes everything and keeps nothing: the largest template would need a megabyte.
    private sealed class Forgetful : IBufferWriter<byte>
    {
        private byte[] room = new byte[16 * 1024];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => room = sizeHint > room.Length ? new byte[sizeHint] : room;

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
