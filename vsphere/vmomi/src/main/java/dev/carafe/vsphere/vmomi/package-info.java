/**
 * What a server of managed objects needs, whichever objects it serves: a host agent and a vCenter are built on it alike.
 *
 * <p>{@code inventory} holds the objects and their properties; {@code property} reads and watches properties by paths and
 * traversals; {@code session} adds the objects that are one client's alone; {@code view} keeps lists of objects for it;
 * {@code collector} is the property collector that clients call; {@code service} turns SOAP requests into calls;
 * {@code event} tells what happened and {@code task} does what takes long; {@code user} says who may log in, and logs him in;
 * {@code authorization} says what he may do and see;
 * {@code content}, {@code option} and {@code search} are the managers that every server has; {@code store} keeps small files;
 * {@code edge} serves all by HTTPS. The room knows {@code vsphere/vim}, and {@code http} for its edge.
 */
@NullMarked
package dev.carafe.vsphere.vmomi;

import org.jspecify.annotations.NullMarked;
