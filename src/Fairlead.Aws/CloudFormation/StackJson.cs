using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// A stack as the JSON that CloudFormation takes. The same stack gives the same bytes, whatever the order it was filled in.
/// </summary>
internal static class StackJson
{
    // Compact is what is uploaded and hashed; the other is for people.
    private static readonly JsonWriterOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    public static byte[] Render(Stack stack, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, indented ? Indented : Compact);
        Render(stack, writer);
        return AstralText.Unescape(buffer.WrittenSpan);
    }

    /// <summary>
    /// Each stack with the length of what is uploaded of it; written out in full, over and over into the same small room.
    /// </summary>
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
        WriteText(writer, "Description", stack.Description);
        WriteSection(writer, "Parameters", stack.Parameters, WriteParameter);
        WriteSection(writer, "Conditions", stack.Conditions, WriteCondition);
        WriteSection(writer, "Resources", stack.Resources, WriteResource);
        WriteSection(writer, "Outputs", stack.Outputs, WriteOutput);
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

    private static void WriteParameter(Utf8JsonWriter writer, StackParameter parameter)
    {
        writer.WriteStartObject(parameter.Name);
        WriteText(writer, "AllowedPattern", parameter.Pattern);
        WriteText(writer, "Default", parameter.Default);
        writer.WriteString("Type"u8, parameter.Type);
        writer.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter writer, KeyValuePair<string, CallValue> condition)
    {
        writer.WritePropertyName(condition.Key);
        Write(writer, condition.Value);
    }

    private static void WriteResource(Utf8JsonWriter writer, StackResource resource)
    {
        writer.WriteStartObject(resource.Id);
        WriteText(writer, "Condition", resource.Condition);
        WriteText(writer, "DeletionPolicy", resource.DeletionPolicy?.OnDelete);
        WriteDependsOn(writer, resource.DependsOn);
        WriteMap(writer, "Metadata", resource.Metadata);
        WriteMap(writer, "Properties", resource.Properties.Count > 0 ? resource.Properties : null);
        writer.WriteString("Type"u8, resource.Type);
        WriteMap(writer, "UpdatePolicy", resource.UpdatePolicy);
        WriteText(writer, "UpdateReplacePolicy", resource.DeletionPolicy?.OnReplace);
        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, StackOutput output)
    {
        writer.WriteStartObject(output.Name);
        WriteText(writer, "Description", output.Description);
        writer.WritePropertyName("Value"u8);
        Write(writer, output.Value);
        writer.WriteEndObject();
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

    // CloudFormation takes no empty section.
    private static void WriteSection<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> members, Action<Utf8JsonWriter, T> write)
    {
        if (members.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        for (var i = 0; i < members.Count; i++)
        {
            write(writer, members[i]);
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, MapValue? map)
    {
        if (map is not null)
        {
            writer.WritePropertyName(name);
            WriteMap(writer, map);
        }
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
