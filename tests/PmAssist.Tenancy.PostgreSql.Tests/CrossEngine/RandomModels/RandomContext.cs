using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using PmAssist.Tenancy.Specifications;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>
/// The context of a random model. EF and the library know a model and its migrations by the type of the context, so each model has an
/// assembly with a type of its own and a migration, as a host has.
/// </summary>
public abstract class RandomContext(DbContextOptions options) : DbContext(options)
{
    private static readonly ConcurrentDictionary<Type, RandomModel> Models = new();
    private static readonly ConcurrentDictionary<string, Assembly> Assemblies = new();

    // The runtime looks for an assembly by its name where an attribute names a type of it.
    static RandomContext() => AppDomain.CurrentDomain.AssemblyResolve += (_, wanted) => Assemblies.GetValueOrDefault(wanted.Name);

    /// <summary>Makes a type of context for a model.</summary>
    internal static Type For(RandomModel model)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"RandomModel{Guid.NewGuid():N}"), AssemblyBuilderAccess.Run);
        Assemblies[assembly.FullName!] = assembly;
        var module = assembly.DefineDynamicModule("Main");
        var context = module.DefineType("OneContext", TypeAttributes.Public | TypeAttributes.Sealed, typeof(RandomContext));
        var constructor = context.DefineConstructor(
            MethodAttributes.Public, CallingConventions.Standard, [typeof(DbContextOptions<>).MakeGenericType(context)]);
        var code = constructor.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, typeof(RandomContext).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single());
        code.Emit(OpCodes.Ret);
        var type = context.CreateType();
        var migration = module.DefineType("Initial", TypeAttributes.Public | TypeAttributes.Sealed, typeof(ModelMigration));
        migration.SetCustomAttribute(new CustomAttributeBuilder(typeof(DbContextAttribute).GetConstructors().Single(), [type]));
        migration.SetCustomAttribute(
            new CustomAttributeBuilder(typeof(MigrationAttribute).GetConstructors().Single(), ["20260101000000_Initial"]));
        migration.CreateType();
        Models[type] = model;
        return type;
    }

    /// <summary>Lets a type's model go.</summary>
    internal static void Forget(Type context)
    {
        Models.TryRemove(context, out _);
        Assemblies.TryRemove(context.Assembly.FullName!, out _);
        ModelMigrations.Forget(context);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => Models[GetType()].Build(modelBuilder, Database.IsNpgsql());
}
