"""Pictures that nobody means well with: bombs, programs in disguise, notes of where somebody lives, wrecks."""
