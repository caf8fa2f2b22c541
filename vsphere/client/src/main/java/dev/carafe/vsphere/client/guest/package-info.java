/** What is done inside of guests: programs and files, through the guest's tools. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.guest;

import org.jspecify.annotations.NullMarked;
