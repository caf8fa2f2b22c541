package dev.carafe.vsphere.vim.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FactsParserTest {
    @Test
    void objectsHavePropertiesAndMethods() {
        Facts facts = parse("""
                object VirtualMachine : ManagedEntity @2.0 vmodl=vim.VirtualMachine
                  prop layoutEx VirtualMachineFileLayoutEx? @4.0 (System.View)
                  method Clone_Task/clone(folder &Folder !Folder.Create+Folder.Move, spec Spec? @2.5) -> &Task => &VirtualMachine @4.1 (VirtualMachine.Clone) throws A, B
                """);
        Facts.Managed machine = facts.objects().getFirst();
        assertThat(machine.parent()).isEqualTo("ManagedEntity");
        assertThat(machine.properties())
                .containsExactly(new Facts.Field(
                        "layoutEx", TypeRef.parse("VirtualMachineFileLayoutEx?"), "4.0", "System.View", false));
        Facts.Method method = machine.methods().getFirst();
        assertThat(method.wsdl()).isEqualTo("Clone_Task");
        assertThat(method.vmodl()).isEqualTo("clone");
        assertThat(method.parameters().getFirst().privilege()).isEqualTo("Folder.Create+Folder.Move");
        assertThat(method.parameters().getLast().since()).isEqualTo("2.5");
        assertThat(method.taskResult()).isEqualTo(new TypeRef("VirtualMachine", true, false, false));
        assertThat(method.since()).isEqualTo("4.1");
        assertThat(method.privilege()).isEqualTo("VirtualMachine.Clone");
        assertThat(method.faults()).containsExactly("A", "B");
    }

    @Test
    void dataHasFieldsAndEnumsHaveValues() {
        Facts facts = parse("""
                data Spec : DynamicData @2.0 vmodl=vim.Spec
                  field password string? @4.0 secret
                  field lun ScsiLun[]? link
                  field pnic PhysicalNic[]? linkable
                fault Broken : VimFault vmodl=vim.fault.Broken
                enum State @2.0 vmodl=vim.State : on off
                """);
        List<Facts.Field> fields = facts.data().getFirst().fields();
        assertThat(fields.get(0).secret()).isTrue();
        assertThat(fields.get(1).type()).as("the key of what is meant").isEqualTo(TypeRef.parse("string[]?"));
        assertThat(fields.get(2).type()).isEqualTo(TypeRef.parse("PhysicalNic[]?"));
        assertThat(facts.data().getLast().fault()).isTrue();
        assertThat(facts.enums().getFirst().values()).containsExactly("on", "off");
    }

    @Test
    void unknownFormsAreRefusedWithTheirLine() {
        for (String line : List.of(
                "struct A vmodl=a",
                "data A : B",
                "data A : B @2.0 vmodl=a extra",
                "  field lonely string",
                "data A vmodl=a\n  field x string{}",
                "data A vmodl=a\n  field x string?[]",
                "data A vmodl=a\n  prop x string",
                "object A vmodl=a\n  method NoSlash() -> void",
                "object A vmodl=a\n  method A/a(x string -> void",
                "version 1.0",
                "enum A vmodl=a on")) {
            assertThatThrownBy(() -> parse(line)).as(line).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> parse("struct A vmodl=a")).hasMessageContaining("line 2");
    }

    @Test
    void aTableWithoutItsNamespaceIsRefused() {
        assertThatThrownBy(() -> FactsParser.parse(List.of("# nothing"))).hasMessage("the table names no namespace");
    }

    private static Facts parse(String lines) {
        return FactsParser.parse(("namespace vim25\n" + lines).lines().toList());
    }
}
