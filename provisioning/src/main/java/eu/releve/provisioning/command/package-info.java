/** The installer's commands that need neither a bus nor a store. */
@NullMarked
package eu.releve.provisioning.command;

import org.jspecify.annotations.NullMarked;
