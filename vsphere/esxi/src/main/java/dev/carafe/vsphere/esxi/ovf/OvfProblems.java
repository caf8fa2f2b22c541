package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.MethodFault;
import dev.carafe.vsphere.vim.vim25.OvfElementInvalidValue;
import dev.carafe.vsphere.vim.vim25.OvfInvalidValueReference;
import dev.carafe.vsphere.vim.vim25.OvfMissingElement;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedAttributeValue;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedElement;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedSection;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedSubType;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedType;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a descriptor, gathered while it is read: errors, with which nothing is made, and warnings. */
final class OvfProblems {
    /** How many of each are told; more help nobody. */
    private static final int MAX = 100;

    private final List<LocalizedMethodFault> errors = new ArrayList<>();
    private final List<LocalizedMethodFault> warnings = new ArrayList<>();

    List<LocalizedMethodFault> errors() {
        return errors;
    }

    List<LocalizedMethodFault> warnings() {
        return warnings;
    }

    void error(MethodFault fault, int line, String message) {
        add(errors, fault, line, message);
    }

    void warning(MethodFault fault, int line, String message) {
        add(warnings, fault, line, message);
    }

    /** Something that nobody here knows: an error, unless it says of itself that it may be passed over. */
    void unknown(OvfElement element, String what) {
        OvfUnsupportedElement fault = OvfUnsupportedElement.builder()
                .lineNumber(element.line())
                .name(element.name())
                .build();
        add(element.isOptional() ? warnings : errors, fault, element.line(), what);
    }

    void unknownSection(OvfElement section) {
        OvfUnsupportedSection fault = OvfUnsupportedSection.builder()
                .lineNumber(section.line())
                .name(section.name())
                .info(section.textOf("Info"))
                .build();
        String what = "The section " + section.name() + " is not supported.";
        add(section.isOptional() ? warnings : errors, fault, section.line(), what);
    }

    void unsupportedType(OvfElement item, int type) {
        OvfUnsupportedType fault = OvfUnsupportedType.builder()
                .lineNumber(item.line())
                .name(item.textOf("ElementName"))
                .instanceId(item.textOf("InstanceID"))
                .deviceType(type)
                .build();
        String what = "The hardware '" + item.textOf("ElementName") + "' (type " + type + ") is not supported.";
        add(item.isOptional() ? warnings : errors, fault, item.line(), what);
    }

    void unsupportedSubType(OvfElement item, int type, String subType) {
        OvfUnsupportedSubType fault = OvfUnsupportedSubType.builder()
                .lineNumber(item.line())
                .elementName(item.textOf("ElementName"))
                .instanceId(item.textOf("InstanceID"))
                .deviceType(type)
                .deviceSubType(subType)
                .build();
        String what = "The hardware '" + item.textOf("ElementName") + "' of the type " + subType + " is not supported.";
        add(item.isOptional() ? warnings : errors, fault, item.line(), what);
    }

    void invalid(OvfElement item, String element, String value) {
        error(
                OvfElementInvalidValue.builder()
                        .lineNumber(item.line())
                        .name(element)
                        .value(value)
                        .build(),
                item.line(),
                "The value '" + value + "' of " + element + " is not valid.");
    }

    void missing(OvfElement in, String element) {
        error(
                OvfMissingElement.builder().lineNumber(in.line()).name(element).build(),
                in.line(),
                "The element " + in.name() + " has no " + element + ".");
    }

    void noReference(int line, String element, String attribute, String value) {
        error(
                OvfInvalidValueReference.builder()
                        .lineNumber(line)
                        .elementName(element)
                        .attributeName(attribute)
                        .value(value)
                        .build(),
                line,
                "There is nothing called '" + value + "', which " + attribute + " of " + element + " refers to.");
    }

    void unsupportedValue(int line, String element, String attribute, String value) {
        error(
                OvfUnsupportedAttributeValue.builder()
                        .lineNumber(line)
                        .elementName(element)
                        .attributeName(attribute)
                        .value(value)
                        .build(),
                line,
                "The value '" + value + "' of " + attribute + " of " + element + " is not supported.");
    }

    private static void add(List<LocalizedMethodFault> to, MethodFault fault, int line, String message) {
        if (to.size() < MAX) {
            to.add(new LocalizedMethodFault(fault, line > 0 ? "Line " + line + ": " + message : message));
        }
    }
}
