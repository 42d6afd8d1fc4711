"""Operations on records: load, decide, save, announce; one file each."""
