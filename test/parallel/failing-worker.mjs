// A thread that does not get as far as to be ready.
throw new Error("this thread cannot start")
