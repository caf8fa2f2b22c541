/**
 * The build's generator: from the tables of facts to records, enums, managed-object interfaces and the compact tables
 * that the codec reads.
 *
 * <p>It runs once in the build of the vim module and is no part of what is installed. It knows nothing else of the house.
 * The way in is {@link dev.carafe.vsphere.vim.generator.Generator}; {@code FactsParser} reads a table and refuses forms it
 * does not know, {@code Model} joins the tables of all namespaces, and each {@code …Writer} writes one kind of output.
 */
@NullMarked
package dev.carafe.vsphere.vim.generator;

import org.jspecify.annotations.NullMarked;
