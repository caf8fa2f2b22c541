/**
 * The language of the vSphere Web Services API: values, types and methods, and what client and server say them with.
 *
 * <p><b>Shape.</b> Every data type is an immutable record with a builder. A type that has subtypes is an interface (sealed,
 * where all subtypes are of its own namespace) with the shared accessors, and a nested record {@code Plain} for a value of
 * exactly that type. Enums end with {@code UNRECOGNIZED}. Faults are data as well; one {@link
 * dev.carafe.vsphere.vim.FaultException} carries them. A managed object is an interface with a method for each operation;
 * its properties are a record of their own ({@code VirtualMachineProperties}). A null accessor means absent; an array is an
 * unmodifiable list, empty when absent, since the wire knows no difference.
 *
 * <p><b>Tables.</b> The generated packages ({@code vim25}, {@code pbm}, {@code sms}, {@code eam}, {@code vslm}, {@code vsan})
 * come from {@code src/main/facts} by the generator beside this module. What the codec, the property collector or an
 * authorization check must know of a type is in a compact table: {@link dev.carafe.vsphere.vim.Namespace}, {@link
 * dev.carafe.vsphere.vim.DataType}, {@link dev.carafe.vsphere.vim.ManagedMethod}, read type by type when asked for. Generic
 * code goes by position ({@link dev.carafe.vsphere.vim.DataObject#field}), without reflection; a generated class is loaded
 * when its first value is made.
 *
 * <p><b>Arrows and threads.</b> This module knows nobody in the house and does no I/O but reading its own tables. Everything
 * here is immutable or safe for all threads, but for builders.
 */
@NullMarked
package dev.carafe.vsphere.vim;

import org.jspecify.annotations.NullMarked;
