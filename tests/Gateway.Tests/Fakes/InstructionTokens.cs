using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Gateway.Tests.Fakes;

/// <summary>Finds the metadata tokens in a method's instructions (ECMA-335, partition III).</summary>
internal static class InstructionTokens
{
    private const byte TwoByteOpCode = 0xFE;

    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => (int)(ushort)code.Value, static code => code.OperandType);

    public static IReadOnlyList<int> Read(BlobReader instructions)
    {
        var tokens = new List<int>();
        while (instructions.RemainingBytes > 0)
        {
            int code = instructions.ReadByte();
            var operand = Operands[code == TwoByteOpCode ? (TwoByteOpCode << 8) | instructions.ReadByte() : code];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType)
            {
                tokens.Add(instructions.ReadInt32());
            }
            else
            {
                var length = LengthOf(operand, ref instructions);
                instructions.Offset += length;
            }
        }

        return tokens;
    }

    private static int LengthOf(OperandType operand, ref BlobReader instructions) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineBrTarget or OperandType.InlineI or OperandType.InlineString or OperandType.ShortInlineR => 4,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => instructions.ReadInt32() * 4,
        _ => throw new InvalidOperationException($"There is no operand {operand}."),
    };
}
