/** The keys of meters: the file that keeps them, the files in which makers deliver them. */
@NullMarked
package eu.releve.provisioning.keys;

import org.jspecify.annotations.NullMarked;
