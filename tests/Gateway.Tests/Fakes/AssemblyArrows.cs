using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gateway.Tests.Fakes;

/// <summary>A type of one namespace that uses a type of another.</summary>
internal sealed record Arrow(string From, string To, string User, string Used)
{
    public override string ToString() => $"{From} -> {To} ({User} uses {Used})";
}

/// <summary>
/// Reads from a compiled assembly who uses whom: base types, members, signatures, attributes, and everything that method
/// bodies name. Constants leave no trace in what is compiled.
/// </summary>
internal sealed class AssemblyArrows
{
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly UsedTypes _used;
    private readonly HashSet<Arrow> _arrows = [];

    private AssemblyArrows(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _used = new UsedTypes(_reader);
    }

    public static IReadOnlyList<Arrow> Read(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var arrows = new AssemblyArrows(file);
        foreach (var handle in arrows._reader.TypeDefinitions)
        {
            arrows.ReadType(handle);
        }

        return [.. arrows._arrows];
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        _used.Clear();
        var type = _reader.GetTypeDefinition(handle);
        _used.Add(type.BaseType);
        ReadAttributes(type.GetCustomAttributes());
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            _used.Add(_reader.GetInterfaceImplementation(implementation).Interface);
        }

        ReadGenericParameters(type.GetGenericParameters());
        foreach (var fieldHandle in type.GetFields())
        {
            var field = _reader.GetFieldDefinition(fieldHandle);
            field.DecodeSignature(_used, null);
            ReadAttributes(field.GetCustomAttributes());
        }

        foreach (var methodHandle in type.GetMethods())
        {
            ReadMethod(_reader.GetMethodDefinition(methodHandle));
        }

        var (user, from) = _used.NameOf(handle);
        _arrows.UnionWith(_used.All.Where(used => !string.Equals(used.Namespace, from, StringComparison.Ordinal)).Select(used => new Arrow(from, used.Namespace, user, used.Name)));
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_used, null);
        ReadAttributes(method.GetCustomAttributes());
        ReadGenericParameters(method.GetGenericParameters());
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_used, null);
        }

        foreach (var region in body.ExceptionRegions.Where(static region => region.Kind == ExceptionRegionKind.Catch))
        {
            _used.Add(region.CatchType);
        }

        foreach (var token in InstructionTokens.Read(body.GetILReader()))
        {
            _used.Add(MetadataTokens.EntityHandle(token));
        }
    }

    private void ReadAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            _used.Add(_reader.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void ReadGenericParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(parameter => _reader.GetGenericParameter(parameter).GetConstraints()))
        {
            _used.Add(_reader.GetGenericParameterConstraint(constraint).Type);
        }
    }
}
