/** The kernel's code compared with the code of its build. */
package io.nodememory.kernel.linux.text;
